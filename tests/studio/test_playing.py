"""What the runner says when a scenario does not hold, and that it would notice what reloading loses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.engine.checks import Problem
from app.engine.keeping import Data, Saved, kept_by
from app.engine.workflow import FlatWorkflow
from app.studio.scenarios import playing
from app.studio.scenarios.office import Office
from tests.studio.small import DETECTED, HEAD, place, read, told


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with place() as made:
        yield made


def play(office: Office, text: str) -> list[Problem]:
    found = read(proef=text)
    assert found.problems == []
    problems, _ = playing.play(found.scenarios[0], found.usual["vlaanderen"], office.open)
    return problems


def test_every_point_that_differs_is_told(office: Office) -> None:
    wanted = """
dan.taken = { inburgering = ["intake_voeren"] }
dan.dossiers = { inburgering = "attest_behaald", inbreuk = ["lopend"] }
dan.organisatie.inburgering = "atlas"
dan.brieven = { uitnodiging_startgesprek = "verzonden", besluit = "gemaakt" }
dan.termijnen = { aanmelding = 2026-04-07, betaling = "loopt" }
dan.inbreuk.rang = 2
dan.besluit.bedrag = 100
dan.mijlpalen = ["attest"]
dan.incidenten = ["stap_mislukt"]
"""
    assert told(play(office, HEAD + DETECTED + wanted)) == [
        (
            "stap 1 (opgespoord)",
            "open taken in inburgering: verwacht intake_voeren, nu geen (intake_voeren ontbreekt)",
        ),
        ("stap 1 (opgespoord)", "dossier inburgering: verwacht attest_behaald, nu lopend"),
        ("stap 1 (opgespoord)", "dossier inbreuk: verwacht lopend, nu geen"),
        ("stap 1 (opgespoord)", "organisatie van inburgering: verwacht atlas, nu in_gent"),
        ("stap 1 (opgespoord)", "brief uitnodiging_startgesprek: verwacht verzonden, nu gemaakt"),
        ("stap 1 (opgespoord)", "brief besluit: verwacht gemaakt, nu geen"),
        (
            "stap 1 (opgespoord)",
            "termijn aanmelding: laatste dag verwacht 2026-04-07 (7 april 2026), "
            "nu wacht, zonder laatste dag",
        ),
        ("stap 1 (opgespoord)", "termijn betaling: die is er niet"),
        ("stap 1 (opgespoord)", "inbreuk: die is er niet"),
        ("stap 1 (opgespoord)", "besluit: dat is er niet"),
        ("stap 1 (opgespoord)", "mijlpalen: verwacht attest, nu gedetecteerd"),
        ("stap 1 (opgespoord)", "incidenten: verwacht stap_mislukt, nu geen"),
    ]


def test_what_happened_before_it_is_told(office: Office) -> None:
    text = HEAD + DETECTED + "\n[[stap]]\ndag = 2026-04-08\ndan.taken = []\n"
    (problem,) = play(office, text)
    assert problem.facts["dag"] == "2026-04-08 10:00"
    happened = problem.facts["gebeurd"]
    assert "2026-01-06 inburgering: brief verzonden, uitnodiging_startgesprek" in happened
    assert any(line.startswith("2026-04-08 00:00 inburgering: termijn verstreken") for line in happened)
    assert any("inbreuk: dossier gestart, Inbreuk gemeld" in line for line in happened)


def test_a_step_that_is_refused_stops_the_scenario(office: Office) -> None:
    text = (
        HEAD + DETECTED + '[[stap]]\ntaak = "intake_voeren"\n' + "[[stap]]\ndan.taken = ['intake_voeren']\n"
    )
    ((where, why),) = told(play(office, text))
    assert (where, why) == ("stap 2 (taak intake_voeren)", "taak intake_voeren: die is er niet")


def test_a_refusal_that_does_not_come_is_told(office: Office) -> None:
    text = HEAD + DETECTED + '[[stap]]\nbericht = "aangemeld"\ngeweigerd = "bericht_niet_verwacht"\n'
    (problem,) = play(office, text)
    assert (problem.code, problem.facts["zin"]) == ("scenario_niet_geweigerd", "bericht_niet_verwacht")


def test_a_refusal_for_another_reason_is_told(office: Office) -> None:
    text = HEAD + DETECTED + '[[stap]]\nbericht = "betaling_ontvangen"\ngeweigerd = "te_groot"\n'
    (problem,) = play(office, text)
    assert problem.code == "scenario_geweigerd"


def test_a_partner_cannot_report_what_nobody_waits_for(office: Office) -> None:
    text = HEAD + DETECTED + '[[stap]]\npartnerbericht = "mo_resultaat"\ninhoud = { mo = "behaald" }\n'
    ((where, why),) = told(play(office, text))
    assert (where, why) == (
        "stap 2 (partnerbericht mo_resultaat)",
        "geen enkel dossier wacht op 'mo_resultaat'",
    )


def test_an_answer_that_the_form_refuses_is_told_by_field(office: Office) -> None:
    text = HEAD + DETECTED + '[[stap]]\nbericht = "aangemeld"\nantwoorden = { aangemeld_op = "later" }\n'
    ((where, why),) = told(play(office, text))
    assert (where, why) == ("stap 2 (bericht aangemeld)", "aangemeld_op: datum_bestaat_niet")


def test_an_incident_that_nobody_expects_is_told(office: Office) -> None:
    text = HEAD + 'post = "met de hand"\n' + DETECTED
    text += "[[stap]]\ndag = 2026-05-04\nbrief = 'uitnodiging_startgesprek'\nverzonden_op = 2026-01-06\n"
    ((_, why),) = told(play(office, text))
    assert why == "incidenten: verwacht geen, nu termijn_te_laat_bekend"


class Forgetful(Saved):
    """Loses a fact of the case whenever it is read back."""

    def take(
        self, kept: bytes, data: Mapping[str, Any], spec: Any, subprocess_specs: dict[str, Any]
    ) -> tuple[FlatWorkflow, Data]:
        workflow, found = super().take(kept, data, spec, subprocess_specs)
        found.pop("doelgroep_reden", None)
        return workflow, found


def test_what_reloading_loses_is_noticed_and_told(office: Office) -> None:
    text = (
        HEAD + DETECTED + '[[stap]]\nbericht = "aangemeld"\n' + "[[stap]]\ntaak = 'aanmelding_registreren'\n"
    )
    assert play(office, text) == []
    with kept_by(Forgetful()):
        (problem,) = play(office, text)
    assert (problem.code, problem.element) == ("scenario_herladen_verschilt", "stap 2 (bericht aangemeld)")
    assert "inburgering, data" in problem.facts["zin"]
