"""A refusal in Brussels up to the fine: the file of the GGC, kept beside what Flanders decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from app.casework import case_rows, enforcement, letter_making, obligation_checks, releases, tasks
from app.casework.actors import Refused
from app.casework.obligation_checks import Said
from app.db.tables import case, decision, letter, task
from app.insight.task_page import task_page
from tests.casework.office import Office
from tests.casework.test_obligation_checks import IN_SCHAARBEEK, NEWCOMER

TEXT = "Geen attest ontvangen, ook niet na de aanmaning."


def refused(office: Office) -> tuple[int, int]:
    """A trajectory whose person never came, and the file of the GGC."""
    officer = office.colleague(IN_SCHAARBEEK, "gemeentemedewerker")
    person_id = office.person(**NEWCOMER)
    with office.database.transaction() as tx:
        case_id = obligation_checks.record(tx, person_id, Said(language="nl"), officer).case_id
    assert case_id is not None
    letter_making.make_requested(office.database)
    handed_over = {"overhandigd_op": "2026-11-02", "ontvangst_getekend": True, "brochure_uitgelegd": True}
    office.do(case_id, "attest_overhandigen", **handed_over)
    office.until(date(2027, 8, 2))
    office.do(case_id, "weigering_vaststellen", weigering="ja", register_nagekeken=True, vaststelling=TEXT)
    return case_id, office.child(case_id)


def heard(office: Office) -> tuple[int, int]:
    """The same, with a hearing where nobody appeared."""
    case_id, file = refused(office)
    office.do(file, "sanctiedossier_onderzoeken", sanctiedossier_volledig=True)
    office.do(file, "brussel_hoorzitting_plannen", **hearing(date(2027, 9, 6)))
    office.until(date(2027, 9, 6))
    office.do(
        file, "brussel_hoorzitting_houden", verloop_hoorzitting="niet verschenen", hoorzitting_opmerking=TEXT
    )
    return case_id, file


def hearing(day: date) -> dict[str, Any]:
    return {
        "hoorzitting_op": day.isoformat(),
        "hoorzitting_uur": "10:00",
        "hoorzitting_plaats": "Gemeenschappelijke Gemeenschapscommissie, Voorbeeldkaai 1, 1000 Brussel",
        "tolk_bij_hoorzitting": "nee",
    }


FINE = {"besluit": "boete", "bedrag": 100, "motivering": TEXT}


def test_from_refusal_to_a_fine_that_flanders_does_not_count(office: Office) -> None:
    case_id, file = heard(office)
    office.do(file, "sanctie_beslissen", **FINE)
    office.do(file, "sanctie_ondertekenen", akkoord="ja")
    office.until(date(2027, 9, 8))

    decided = office.decision(file)
    assert (office.case(case_id).number, office.case(file).number) == (
        f"BRU-2026-{case_id:06d}",
        f"GGC-2027-{file:06d}",
    )
    assert (office.case(file).organisation, decided.type, decided.rank) == ("ggc", "weigering aanmelding", 1)
    assert (decided.outcome, decided.proposed_cents, decided.amount_cents) == ("boete", 10000, 10000)
    assert decided.decided_by != decided.signed_by
    assert (decided.collection, decided.notified_on) == ("te_betalen", date(2027, 9, 7))
    with office.database.read() as tx:
        person_id = decided.person_id
        assert enforcement.records(tx, [person_id])[person_id] == enforcement.Record(rank=1, fines=0)
    assert office.milestones(case_id) == ["brussel_attest"]
    sent = office.rows(letter, letter.c.case_id == file, letter.c.status == "verzonden")
    assert [(row.template, row.registered) for row in sent] == [
        ("brussel_uitnodiging_hoorzitting", True),
        ("brussel_sanctiebesluit", True),
    ]
    assert "opnieuw_aanmanen" in office.waits(case_id)

    paid = {"ontvangen_bedrag": 100, "ontvangen_op": "2027-09-08"}
    office.record(file, "betaling_ontvangen", **paid)
    assert (office.case(file).outcome, office.decision(file).collection) == ("geind", "geind")
    assert office.incidents() == []


def test_who_established_the_refusal_decides_nothing_wherever_they_work_now(office: Office) -> None:
    case_id, file = heard(office)
    (established,) = office.rows(task, task.c.case_id == case_id, task.c.element == "weigering_vaststellen")
    officer = office.colleague("ggc", "ggc_ambtenaar")
    same_person = replace(officer, account_id=established.completed_by)
    with office.database.transaction() as tx, pytest.raises(Refused) as refusal:
        tasks.complete(tx, office.task(file, "sanctie_beslissen"), FINE, same_person)
    assert refusal.value.code == "taak_uitgesloten"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"bedrag": 99.99}, {"bedrag": "bedrag_buiten_grenzen"}),
        ({"bedrag": 2500.01}, {"bedrag": "bedrag_buiten_grenzen"}),
        ({"bedrag": 2500}, {"afwijking_reden": "afwijking_zonder_reden"}),
        ({"bedrag": 2500, "afwijking_reden": TEXT}, {}),
        ({"bedrag": 100}, {}),
        ({"besluit": "geen boete", "bedrag": None}, {}),
    ],
)
def test_the_bounds_are_those_of_the_ordinance(
    small_office: Office, changes: dict[str, Any], wrong: dict[str, str]
) -> None:
    _, file = refused(small_office)
    with small_office.database.read() as tx:
        row = case_rows.look(tx, file)
        row = replace(row, data={**row.data, "voorstel_bedrag": 100})
        errors = enforcement.check_sanction(tx, row, {**FINE, **changes})
    assert {error.key: error.code for error in errors} == wrong


def test_a_hearing_leaves_time_to_prepare(small_office: Office) -> None:
    _, file = refused(small_office)
    small_office.do(file, "sanctiedossier_onderzoeken", sanctiedossier_volledig=True)
    officer = small_office.colleague("ggc", "ggc_ambtenaar")
    early = hearing(date(2027, 8, 17))
    with small_office.database.transaction() as tx:
        errors = tasks.complete(tx, small_office.task(file, "brussel_hoorzitting_plannen"), early, officer)
    assert [(error.key, error.code, error.facts) for error in errors] == [
        ("hoorzitting_op", "hoorzitting_te_vroeg", {"dag": "2027-08-18"})
    ]


def test_the_ggc_never_sees_what_flanders_decided(small_office: Office) -> None:
    _, file = heard(small_office)
    officer, other = small_office.colleague("ggc", "ggc_ambtenaar"), small_office.hire("ggc", "ggc_ambtenaar")
    with small_office.database.transaction() as tx:
        ours = tx.execute(case.select().where(case.c.id == file)).one()._asdict()
        flemish = tx.insert_id(
            insert(case).values(
                **{name: ours[name] for name in ("person_id", "release_id", "data", "started_at")},
                number="HHV-2025-1",
                process="handhaving",
                organisation="abb_handhaving",
                status="beeindigd",
                ended_at=ours["started_at"],
                version=1,
                audit_seq=0,
            )
        )
        tx.execute(
            insert(decision).values(
                case_id=flemish,
                person_id=ours["person_id"],
                type="niet tijdig aangemeld",
                rank=1,
                outcome="boete",
                amount_cents=10000,
                motivation=TEXT,
                decided_by=officer.account_id,
                decided_on=date(2025, 5, 5),
                signed_by=other.account_id,
                signed_on=date(2025, 5, 5),
            )
        )
    with small_office.database.read() as tx:
        page = task_page(tx, officer, small_office.task(file, "sanctie_beslissen"), releases.load)
    assert page.earlier == []
    assert page.proposal is not None
    assert (page.proposal.amount, page.proposal.lowest, page.proposal.highest) == (10000, 10000, 250000)
    assert "Eerste weigering" in page.proposal.why
