"""Walks through the diagram of enforcement, from the file to what comes in of the fine."""

from __future__ import annotations

import pytest

from tests.processes.test_walks import DAY, REFUGEE, Case, forwarded, statuses


def enforcement(rank: int = 1) -> Case:
    (_, payload), *_ = forwarded().thrown
    case = Case("handhaving", "dossier_overgedragen", payload | {"rang": rank}, REFUGEE)
    return case.do("dossier_onderzoeken", dossier_volledig=True)


def decided(case: Case, decision: str, amount: int | None = None) -> Case:
    case.do("besluit_nemen", besluit=decision, bedrag=amount, bedrag_later=False)
    return case.do("besluit_ondertekenen", akkoord="ja").hear("besluit_verzonden", besluit_verzonden_op=DAY)


@pytest.mark.parametrize("road", ["verweer_ontvangen", "verweertermijn_verstreken", "kennisgeving_ontvangen"])
def test_the_decision_comes_after_the_defence(road: str) -> None:
    case = enforcement().hear(road, **({"gehoord": "nee"} if road == "verweer_ontvangen" else {}))
    assert case.open == ["besluit_nemen"]
    assert case.run.data["voorstel_bedrag"] == 100
    assert case.run.data["rechtgezet"] is (road == "kennisgeving_ontvangen")


def test_complying_while_the_decision_lies_there() -> None:
    case = enforcement().hear("verweertermijn_verstreken").hear("kennisgeving_ontvangen")
    assert (case.open, case.run.data["rechtgezet"]) == (["besluit_nemen"], True)
    assert decided(case, "geen gevolg").end == "zonder_boete"


def test_the_second_officer_may_send_it_back() -> None:
    case = enforcement().hear("verweertermijn_verstreken").do("besluit_nemen", besluit="boete", bedrag=100)
    assert case.do("besluit_ondertekenen", akkoord="nee").open == ["besluit_nemen"]
    decided(case, "geen boete")
    registered = {"besluit": "geen boete", "bedrag": None, "voorstel": 100, "reden": None}
    assert ("besluit_registreren", registered) in case.asked
    told = {"besluit": "geen boete", "besluit_verzonden_op": DAY}
    assert (case.end, case.thrown) == ("zonder_boete", [("besluit_betekend", told)])


def test_a_fine_paid_in_parts_adds_up_to_the_cent() -> None:
    case = decided(enforcement().hear("verweertermijn_verstreken"), "boete", 100)
    for part in (33.33, 33.33):
        case.hear("betaling_ontvangen", ontvangen_bedrag=part, ontvangen_op=DAY)
    assert (case.run.data["openstaand"], case.thrown[1:]) == (33.34, [])
    case.hear("betaling_ontvangen", ontvangen_bedrag=33.34, ontvangen_op=DAY)
    assert (case.run.data["openstaand"], case.thrown[1:]) == (0, [("boete_voldaan", {})])
    case.hear("voldaan").hear("afsluittermijn_verstreken")
    assert (case.end, statuses(case)) == ("geind", ["te_betalen", "geind"])


def test_a_fine_paid_after_the_reminder() -> None:
    case = decided(enforcement().hear("verweertermijn_verstreken"), "boete", 100)
    case.hear("betalingstermijn_verstreken")
    case.hear("betaling_ontvangen", ontvangen_bedrag=40, ontvangen_op=DAY)
    case.hear("betaling_ontvangen", ontvangen_bedrag=60, ontvangen_op=DAY)
    case.hear("voldaan").hear("afsluittermijn_verstreken")
    assert (case.end, statuses(case)) == ("geind", ["te_betalen", "herinnerd", "geind"])


def test_a_fine_never_paid_goes_to_the_tax_office_that_gives_up() -> None:
    case = decided(enforcement(rank=3).hear("verweertermijn_verstreken"), "boete", 750)
    case.hear("betalingstermijn_verstreken").hear("tweede_termijn_verstreken").hear(
        "laatste_termijn_verstreken"
    )
    case.do("belastingdienst_overdragen", dossier_bij_belastingdienst=True, overgedragen_op=DAY)
    case.hear("oninvorderbaar_gemeld", oninvorderbaar_reden="insolvent")
    steps = ["te_betalen", "herinnerd", "tweede_herinnering", "overgedragen", "oninvorderbaar"]
    assert (case.end, statuses(case)) == ("oninvorderbaar", steps)


def test_death_ends_a_file_in_any_state() -> None:
    case = decided(enforcement().hear("verweertermijn_verstreken"), "boete", 100)
    case.hear("herziening_gevraagd")
    assert case.open == ["besluit_wijzigen"]
    case.hear("persoon_overleden")
    assert (case.end, case.open, statuses(case)[-1]) == ("overleden", [], "stopgezet")
