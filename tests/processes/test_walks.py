"""The three diagrams walked through the engine: what they ask, throw and end with on each road."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.engine import runtime
from app.engine.runtime import Run, Situation
from tests.processes.files import flemish
from tests.processes.test_tables import EUROPEAN, REFUGEE, STUDENT

DAY = "2026-03-02"


class Case:
    """A case driven by the names of its elements."""

    def __init__(self, process: str, message: str, payload: dict[str, Any], person: dict[str, Any]) -> None:
        release = flemish()
        situation = Situation(person, date(2026, 3, 2))
        self.run: Run = runtime.start(release, release.process(process), message, payload, situation)

    def do(self, element: str, **answers: Any) -> Case:
        (task,) = [task for task in self.run.open_tasks() if task.element.id == element]
        self.run.complete(task.uid, answers)
        return self

    def hear(self, element: str, **payload: Any) -> Case:
        (wait,) = [wait for wait in self.run.waits() if wait.element == element]
        self.run.deliver(wait.uid, element, payload)
        return self

    @property
    def open(self) -> list[str]:
        return [task.element.id for task in self.run.open_tasks()]

    @property
    def thrown(self) -> list[tuple[str, dict[str, Any]]]:
        return [(thrown.name, thrown.payload) for thrown in self.run.thrown]

    @property
    def asked(self) -> list[tuple[str, dict[str, Any]]]:
        return [(asked.name, asked.parameters) for asked in self.run.asked]

    @property
    def end(self) -> str | None:
        return self.run.outcome if self.run.ended else None


def trajectory(person: dict[str, Any] = REFUGEE) -> Case:
    return Case("inburgering", "persoon_gedetecteerd", {"gedetecteerd_op": DAY}, person)


def at_signing(case: Case) -> Case:
    case.do("aanmelding_registreren", attest_van_aanmelding="ja", tolk_nodig="nee")
    case.do("intake_voeren", nt2_niveau="geen", laaggeletterd=False, werkt=False, studeert=False)
    return case.do("contract_opmaken", mo="te volgen", nt2="te volgen", vdab="te volgen", pnt="vrijgesteld")


def follow_parts(case: Case, results: dict[str, str]) -> None:
    """Each part that the contract asks, side by side."""
    for part, result in results.items():
        if result != "vrijgesteld":
            case.do(f"{part}_opvolgen", **{part: result, f"{part}_op": DAY})


PARTS = {"mo": "behaald", "nt2": "behaald", "vdab": "behaald", "pnt": "vrijgesteld"}


@pytest.mark.parametrize(
    ("results", "end", "milestone"),
    [
        (PARTS, "b1_aangetoond", "attest"),
        (PARTS | {"nt2": "niet behaald"}, "verklaring_behaald", "verklaring"),
    ],
)
def test_in_time_from_invitation_to_certificate(results: dict[str, str], end: str, milestone: str) -> None:
    case = trajectory()
    assert case.asked == [
        ("dossier_toewijzen", {"organisatie": "atlas"}),
        ("brief", {"sjabloon": "uitnodiging_startgesprek", "aangetekend": True}),
    ]
    at_signing(case.hear("tijdig_aangemeld", aangemeld_op=DAY))
    case.do("contract_ondertekenen", ondertekening="getekend", ondertekening_op=DAY)
    follow_parts(case, results)
    if "niet behaald" in results.values():
        case.do("resultaat_beoordelen", resultaat="beperkte leercapaciteit")
    case.do("attest_uitreiken", attest_op=DAY, attest_overhandigd=True)
    if milestone == "attest":
        case.hear("b1_aangetoond", b1_op=DAY)
    assert case.end == end
    milestones = [given["soort"] for name, given in case.asked if name == "mijlpaal"]
    assert milestones == ["aangemeld", "contract", milestone]
    assert case.thrown == []


def test_an_entitled_person_may_ignore_the_offer() -> None:
    case = trajectory(EUROPEAN)
    assert ("brief", {"sjabloon": "uitnodiging_startgesprek", "aangetekend": False}) in case.asked
    assert case.hear("aanmeldingstermijn_verstreken").end == "niet_ingegaan_op_aanbod"
    assert case.thrown == []


def test_an_entitled_person_may_refuse_to_sign() -> None:
    case = at_signing(trajectory(STUDENT).hear("tijdig_aangemeld", aangemeld_op=DAY))
    case.do("contract_ondertekenen", ondertekening="geweigerd", ondertekening_op=DAY)
    assert case.end == "niet_ingegaan_op_aanbod"


@pytest.mark.parametrize(("choice", "end"), [("geen_doelgroep", "geen_doelgroep"), ("recht", None)])
def test_a_person_decides_what_the_table_cannot(choice: str, end: str | None) -> None:
    case = trajectory(REFUGEE | {"regime": "OUD"})
    assert case.open == ["doelgroep_bepalen"]
    assert case.asked == []
    assert case.do("doelgroep_bepalen", doelgroep=choice).end == end


def test_asylum_seekers_are_left_alone() -> None:
    case = trajectory(REFUGEE | {"verblijfsstatuut": "asielzoeker"})
    assert (case.end, case.asked) == ("geen_doelgroep", [])


def test_again_and_again_until_the_duty_is_met() -> None:
    case = trajectory().hear("aanmeldingstermijn_verstreken")
    for _ in range(2):
        case.hear("besluit_betekend", besluit="boete", besluit_verzonden_op=DAY)
        case.hear("nieuwe_termijn_verstreken")
    case.hear("besluit_betekend", besluit="geen boete", besluit_verzonden_op=DAY)
    case.hear("aangemeld_na_besluit", aangemeld_op=DAY)
    again = "na inbreuk niet tijdig aangemeld"
    assert case.thrown == [
        (
            "inbreuk_vastgesteld",
            {"inbreuk_type": "niet tijdig aangemeld", "feit_datum": DAY, "doelgroep": "plicht"},
        ),
        ("inbreuk_vastgesteld", {"inbreuk_type": again, "feit_datum": DAY, "doelgroep": "plicht"}),
        ("inbreuk_vastgesteld", {"inbreuk_type": again, "feit_datum": DAY, "doelgroep": "plicht"}),
    ]
    assert case.open == ["aanmelding_registreren"]


def test_registering_during_the_infringement_sets_it_right() -> None:
    case = trajectory().hear("aanmeldingstermijn_verstreken").hear("aangemeld_na_inbreuk", aangemeld_op=DAY)
    assert [name for name, _ in case.thrown] == ["inbreuk_vastgesteld", "in_regel_gesteld"]
    assert case.asked[2:] == [("mijlpaal", {"soort": "aangemeld", "datum": DAY})]


def test_an_infringement_that_is_dropped_leaves_the_duty() -> None:
    case = trajectory().hear("aanmeldingstermijn_verstreken").hear("niet_vervolgd")
    case.hear("aangemeld_zonder_vervolg", aangemeld_op=DAY)
    assert [name for name, _ in case.thrown] == ["inbreuk_vastgesteld"]
    assert case.open == ["aanmelding_registreren"]


def test_an_obliged_person_who_refuses_is_reported_and_may_come_back() -> None:
    case = at_signing(trajectory().hear("tijdig_aangemeld", aangemeld_op=DAY))
    case.do("contract_ondertekenen", ondertekening="geweigerd", ondertekening_op="2026-02-27")
    reported = {
        "inbreuk_type": "geweigerd te ondertekenen",
        "feit_datum": "2026-02-27",
        "doelgroep": "plicht",
    }
    assert case.thrown == [("inbreuk_vastgesteld", reported)]
    at_signing(case.hear("aangemeld_na_inbreuk", aangemeld_op=DAY))
    assert case.open == ["contract_ondertekenen"]


@pytest.mark.parametrize("busy", ["wachten", "taak", "inbreuk"])
def test_a_lapse_ends_everything(busy: str) -> None:
    case = trajectory()
    if busy == "taak":
        case.hear("tijdig_aangemeld", aangemeld_op=DAY)
    if busy == "inbreuk":
        case.hear("aanmeldingstermijn_verstreken")
    asked = list(case.asked)
    case.hear("traject_vervallen", reden="overleden")
    assert (case.end, case.open, case.run.waits()) == ("vervallen", [], [])
    assert case.asked == asked  # letters that wait are cancelled by the end of the case, in casework


def infringement(kind: str = "niet tijdig aangemeld") -> Case:
    before = {"rang": 2, "eerdere_boetes": 0}
    payload = {"inbreuk_type": kind, "feit_datum": DAY, "doelgroep": "plicht", **before}
    return Case("inbreuk", "inbreuk_vastgesteld", payload, REFUGEE)


def in_default() -> Case:
    case = infringement().do("inbreuk_vaststellen", adres_bekend="ja", nog_doelgroep="ja")
    return case.do("ingebrekestelling_ondertekenen", ingebrekestelling_ondertekend=True)


def statuses(case: Case) -> list[str]:
    return [given["status"] for name, given in case.asked if name.endswith("_bijwerken")]


@pytest.mark.parametrize(
    ("address", "obliged", "reason"),
    [
        ("onvindbaar", "ja", "onvindbaar"),
        ("geen_officieel_adres", "ja", "geen_officieel_adres"),
        ("ja", "nee", "geen_doelgroep"),
    ],
)
def test_who_cannot_be_followed_up_is_not_pursued(address: str, obliged: str, reason: str) -> None:
    case = infringement().do("inbreuk_vaststellen", adres_bekend=address, nog_doelgroep=obliged)
    assert (case.end, case.thrown) == ("niet_vervolgd", [("niet_vervolgd", {"niet_vervolgd_reden": reason})])
    assert case.asked[-1] == ("inbreuk_niet_vervolgen", {"reden": reason})


def test_complying_before_the_notice_needs_no_letter() -> None:
    case = infringement().hear("in_regel_gesteld", in_regel_op=DAY)
    assert (case.end, statuses(case)) == ("rechtgezet", ["rechtgezet"])
    assert "brief" not in dict(case.asked)


def test_complying_after_the_notice() -> None:
    case = in_default()
    assert ("brief", {"sjabloon": "ingebrekestelling", "aangetekend": True}) in case.asked
    assert case.hear("in_regel_gesteld", in_regel_op=DAY).end == "rechtgezet"
    assert ("brief_annuleren", {"sjabloon": "ingebrekestelling"}) in case.asked
    assert case.thrown == []


def forwarded() -> Case:
    case = in_default().hear("ingebrekestelling_verstreken")
    return case.do("dossier_overdragen", ingebrekestelling_in_dossier=True, niet_in_regel=True)


def test_silence_is_forwarded_and_the_decision_goes_back() -> None:
    case = forwarded().hear("besluit_betekend", besluit="boete", besluit_verzonden_op=DAY)
    assert (case.end, statuses(case)) == (
        "besluit_betekend",
        ["in_gebreke_gesteld", "doorgestuurd", "besloten"],
    )
    (first, file), second = case.thrown
    assert first == "dossier_overgedragen"
    assert (file["inbreuk_type"], file["rang"], file["feit_datum"]) == ("niet tijdig aangemeld", 2, DAY)
    assert second == ("besluit_betekend", {"besluit": "boete", "besluit_verzonden_op": DAY})


def test_complying_after_forwarding_is_told_to_enforcement_and_starts_no_new_term() -> None:
    case = forwarded().hear("in_regel_na_overdracht", in_regel_op=DAY)
    case.hear("besluit_na_kennisgeving", besluit="geen gevolg", besluit_verzonden_op=DAY)
    assert case.end == "besluit_betekend"
    assert [name for name, _ in case.thrown] == ["dossier_overgedragen", "kennisgeving"]


def test_an_infringement_lapses_with_the_trajectory() -> None:
    case = in_default().hear("traject_vervallen", reden="overleden")
    assert (case.end, case.thrown) == ("niet_vervolgd", [])
    assert case.asked[-1] == ("inbreuk_niet_vervolgen", {"reden": "overleden"})


def test_enforcement_hears_that_a_forwarded_infringement_lapsed() -> None:
    case = forwarded().hear("traject_vervallen", reden="verhuisd_buiten_gewest")
    assert case.asked[-1] == ("inbreuk_niet_vervolgen", {"reden": "verhuisd_buiten_gewest"})
    told = ("dossier_vervallen", {"verval_reden": "verhuisd_buiten_gewest"})
    assert (case.end, case.thrown[1:]) == ("niet_vervolgd", [told])


def test_enforcement_hears_of_a_death_from_the_register_alone() -> None:
    case = forwarded().hear("traject_vervallen", reden="overleden")
    assert (case.end, [name for name, _ in case.thrown]) == ("niet_vervolgd", ["dossier_overgedragen"])


@pytest.mark.parametrize(
    ("kind", "group", "day", "fines", "reason"),
    [
        ("onrechtmatig vroegtijdig beëindigd", "plicht", "2022-03-01", 0, "type_niet_geldig"),
        ("onrechtmatig vroegtijdig beëindigd", "recht", "2022-03-01", 0, "rechthebbende_na_28_2_2022"),
        ("onrechtmatig vroegtijdig beëindigd", "recht", "2022-02-28", 1, "tweede_boete_rechthebbende"),
        ("niet tijdig aangemeld", "recht", "2022-02-28", 0, "geen_inbreuk_van_deze_doelgroep"),
        ("doelstellingen niet behaald", "plicht", "2026-01-05", 0, "type_niet_bevestigd"),
        ("te laat voor de les", "plicht", "2026-01-05", 0, "type_onbekend"),
    ],
)
def test_what_could_not_be_committed_never_gets_a_notice(
    kind: str, group: str, day: str, fines: int, reason: str
) -> None:
    found = {"inbreuk_type": kind, "doelgroep": group, "feit_datum": day, "eerdere_boetes": fines, "rang": 1}
    case = Case("inbreuk", "inbreuk_vastgesteld", found, REFUGEE)
    assert (case.end, case.open) == ("niet_vervolgd", [])
    assert case.asked[-1] == ("inbreuk_niet_vervolgen", {"reden": reason})
    assert case.thrown == [("niet_vervolgd", {"niet_vervolgd_reden": reason})]


def test_the_one_infringement_of_an_entitled_person_is_followed_up() -> None:
    kind = "onrechtmatig vroegtijdig beëindigd"
    found = {"inbreuk_type": kind, "doelgroep": "recht", "feit_datum": "2022-02-28", "eerdere_boetes": 0}
    case = Case("inbreuk", "inbreuk_vastgesteld", found | {"rang": 1}, REFUGEE)
    assert case.open == ["inbreuk_vaststellen"]
