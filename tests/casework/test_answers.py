"""What comes in with a task: wrong, missing, huge, too much; and what of it reaches the case."""

from __future__ import annotations

from typing import Any

import pytest

from app.casework import recording, tasks
from app.casework.actors import Actor, Refused
from app.db.tables import answer, payment, task
from app.domain.errors import DomainError
from tests.casework.dumps import dump
from tests.casework.office import ANSWERS, Office

DECISION = ANSWERS["besluit_nemen"]


def _try(office: Office, case_id: int, element: str, answers: dict[str, Any]) -> list[tuple[str, str]]:
    """The errors of a form that is refused; nothing may be written then."""
    task_id = office.task(case_id, element)
    (row,) = office.rows(task, task.c.id == task_id)
    roles = frozenset({row.role})
    stranger = office.staff.setdefault(("proef", row.role), [])
    if not stranger:
        stranger.append(office.hire(row.organisation, row.role))
    actor = Actor(stranger[0].account_id, "", row.organisation, roles)
    before = dump(office.database)
    with office.database.transaction() as tx:
        errors = tasks.complete(tx, task_id, answers, actor, "klik")
    assert errors, f"{answers} should have been refused"
    assert dump(office.database) == before
    return [(error.key, error.code) for error in errors]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"bedrag": 49.99, "afwijking_reden": "Heeft een laag inkomen."}, {"bedrag"}),
        ({"bedrag": 5000.01, "afwijking_reden": "Is hardleers gebleken."}, {"bedrag"}),
        ({"bedrag": 49, "afwijking_reden": "Heeft een laag inkomen."}, {"bedrag"}),
        ({"bedrag": 5001, "afwijking_reden": "Is hardleers gebleken."}, {"bedrag"}),
        ({"bedrag": 100.5, "afwijking_reden": "Heeft een laag inkomen."}, {"bedrag"}),
        ({"bedrag": -100, "afwijking_reden": "Is hardleers gebleken."}, {"bedrag"}),
        ({"bedrag": 75.001, "afwijking_reden": "Heeft een laag inkomen."}, {"bedrag"}),
        ({"bedrag": "honderd"}, {"bedrag"}),
        ({"bedrag": "NaN"}, {"bedrag"}),
        ({"bedrag": "1e3"}, {"bedrag"}),
        ({"bedrag": 150}, {"afwijking_reden"}),
        ({"bedrag": 150, "afwijking_reden": "kort"}, {"afwijking_reden"}),
        ({"bedrag": 150, "afwijking_reden": "          "}, {"afwijking_reden"}),
        ({"bedrag": None}, {"bedrag"}),
        ({"besluit": "vrijspraak"}, {"besluit"}),
        ({"besluit": None}, {"besluit"}),
        ({"motivering": ""}, {"motivering"}),
        ({"motivering": "x" * 8001}, {"motivering"}),
        ({"motivering": "nul\x00teken in een zin van twintig"}, {"motivering"}),
    ],
)
def test_a_decision_outside_the_law_is_refused(
    small_office: Office, changes: dict[str, Any], errors: set[str]
) -> None:
    _, _, file = small_office.to_decide()
    found = _try(small_office, file, "besluit_nemen", DECISION | changes)
    assert {key for key, _ in found} >= errors


@pytest.mark.parametrize("amount", [50, 5000, 75])
def test_the_bounds_themselves_are_allowed_with_a_reason(office: Office, amount: int) -> None:
    _, _, file = office.to_decide()
    office.do(file, "besluit_nemen", bedrag=amount, afwijking_reden="Gelet op de omstandigheden.")
    assert office.case(file).data["bedrag"] == amount
    office.do(file, "besluit_ondertekenen")
    assert office.decision(file).amount_cents == amount * 100


def test_the_proposal_needs_no_reason_and_no_fine_no_amount(small_office: Office) -> None:
    _, _, file = small_office.to_decide()
    assert small_office.case(file).data["voorstel_bedrag"] == 100
    small_office.do(file, "besluit_nemen", besluit="geen boete", bedrag=100)
    assert small_office.case(file).data["bedrag"] is None  # hidden: whatever was typed there


FLAWED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {"identiteit_gecontroleerd": "verplicht", "attest_van_aanmelding": "keuze_verplicht"}),
    ({"identiteit_gecontroleerd": False}, {"identiteit_gecontroleerd": "bevestiging_verplicht"}),
    ({"attest_van_aanmelding": "misschien"}, {"attest_van_aanmelding": "keuze_ongeldig"}),
    ({"tolk_nodig": ["ja", "nee"]}, {"tolk_nodig": "meer_dan_een"}),
    ({"opmerking_registratie": "x" * 4001}, {"opmerking_registratie": "te_lang"}),
    ({"opmerking_registratie": "x" * 1_000_000}, {"opmerking_registratie": "te_lang"}),
    ({"opmerking_registratie": {"$ne": 1}}, {"opmerking_registratie": ""}),
]


@pytest.mark.parametrize(("changes", "errors"), FLAWED)
def test_a_flawed_form_says_where_and_writes_nothing(
    office: Office, changes: dict[str, Any], errors: dict[str, str]
) -> None:
    case_id = office.registered()
    answers = ANSWERS["aanmelding_registreren"] | changes if changes else {}
    found = dict(_try(office, case_id, "aanmelding_registreren", answers))
    assert found.keys() >= errors.keys()


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"bedrag": 1}, "formulier_onbekend_veld"),
        ({"doelgroep": "recht"}, "formulier_onbekend_veld"),
        ({f"veld_{number}": 1 for number in range(5000)}, "formulier_te_groot"),
    ],
)
def test_fields_that_were_not_asked_are_refused(office: Office, extra: dict[str, Any], code: str) -> None:
    case_id = office.registered()
    task_id = office.task(case_id, "aanmelding_registreren")
    (row,) = office.rows(task, task.c.id == task_id)
    actor = office.colleague("in_gent", row.role)
    before = dump(office.database)
    with pytest.raises(DomainError) as refused, office.database.transaction() as tx:
        tasks.complete(tx, task_id, ANSWERS["aanmelding_registreren"] | extra, actor, "klik")
    assert refused.value.code == code
    assert dump(office.database) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"ontvangen_bedrag": 0},
        {"ontvangen_bedrag": -100},
        {"ontvangen_bedrag": 100.001},
        {"ontvangen_bedrag": 10000.01},  # too much comes in, and goes back; twice the highest fine does not
        {"ontvangen_op": "2027-02-30"},
        {"ontvangen_op": None},
    ],
)
def test_a_payment_that_cannot_be_is_refused(small_office: Office, changes: dict[str, Any]) -> None:
    office = small_office
    _, _, file = office.fined()
    officer = office.colleague("abb_handhaving", "handhavingsambtenaar")
    before = dump(office.database)
    with office.database.transaction() as tx:
        raw = {"ontvangen_bedrag": 100, "ontvangen_op": "2027-04-22"} | changes
        assert recording.record(tx, file, "betaling_ontvangen", raw, officer)
    assert dump(office.database) == before
    assert office.rows(payment) == []


def test_free_text_never_enters_the_case(office: Office) -> None:
    case_id = office.registered()
    office.do(case_id, "aanmelding_registreren", opmerking_registratie="Spreekt Tigrinya.")
    data = office.case(case_id).data
    assert data["tolk_nodig"] == "nee"
    assert "opmerking_registratie" not in data
    assert "Tigrinya" not in str(data)
    kept = office.rows(answer, answer.c.case_id == case_id, answer.c.element == "aanmelding_registreren")
    assert [row._mapping["values"] for row in kept] == [{"opmerking_registratie": "Spreekt Tigrinya."}]


def test_a_recorded_message_needs_its_role(office: Office) -> None:
    case_id = office.detect()
    office.until(office.database.now().date())
    for actor in (
        office.hire("in_gent", "handhavingsambtenaar"),
        office.hire("in_gent", "dossierbeheerder"),
        office.hire("atlas", "trajectbegeleider"),
        office.hire("abb", "beheerder"),
    ):
        before = dump(office.database)
        with pytest.raises(Refused), office.database.transaction() as tx:
            recording.record(tx, case_id, "aangemeld", {"aangemeld_op": "2026-11-02"}, actor)
        assert dump(office.database) == before


@pytest.mark.parametrize("day", ["2026-11-31", "gisteren", "", None, "31/12/2026' OR 1=1"])
def test_a_registration_needs_a_day(small_office: Office, day: Any) -> None:
    case_id = small_office.detect()
    actor = small_office.colleague("in_gent", "trajectbegeleider")
    before = dump(small_office.database)
    with small_office.database.transaction() as tx:
        assert recording.record(tx, case_id, "aangemeld", {"aangemeld_op": day}, actor)
    assert dump(small_office.database) == before
