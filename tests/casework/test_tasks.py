"""Who may do a task: claimed once, done once, by the right desk and never by who is barred."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.casework import enforcement, tasks
from app.casework.actors import Actor, Refused
from app.casework.case_rows import Conflict
from app.casework.tasks import NotChosen
from app.db.tables import command, milestone, task
from app.domain.errors import DomainError
from tests.casework.dumps import dump
from tests.casework.office import ANSWERS, Office
from tests.casework.threads import at_once

INTAKE = ANSWERS["intake_voeren"]
REGISTER = ANSWERS["aanmelding_registreren"]


def _complete(office: Office, task_id: int, answers: dict[str, Any], actor: Actor, *more: Any) -> Any:
    with office.database.transaction() as tx:
        return tasks.complete(tx, task_id, answers, actor, *more)


def _claim(office: Office, task_id: int, actor: Actor) -> None:
    with office.database.transaction() as tx:
        tasks.claim(tx, task_id, actor)


@pytest.fixture
def registered(office: Office) -> tuple[Office, int, Actor]:
    """An office, the open task of a person who came to the desk, and somebody who may do it."""
    case_id = office.registered()
    task_id = office.task(case_id, "aanmelding_registreren")
    (row,) = office.rows(task, task.c.id == task_id)
    return office, task_id, office.hire("in_gent", row.role)


def test_one_of_two_claims_wins(registered: tuple[Office, int, Actor]) -> None:
    office, task_id, one = registered
    (row,) = office.rows(task, task.c.id == task_id)
    other = office.hire("in_gent", row.role)
    for _ in range(5):
        found = at_once(lambda: _claim(office, task_id, one), lambda: _claim(office, task_id, other))
        lost = [each for each in found if each is not None]
        assert len(lost) == 1, found
        assert isinstance(lost[0], NotChosen)
        (row,) = office.rows(task, task.c.id == task_id)
        winner = one if found[0] is None else other
        assert row.assignee_id == winner.account_id
        _claim(office, task_id, winner)  # one's own again: nothing happens
        with office.database.transaction() as tx:
            tasks.release(tx, task_id, winner)


def test_a_colleagues_task_is_left_alone(registered: tuple[Office, int, Actor]) -> None:
    office, task_id, one = registered
    (row,) = office.rows(task, task.c.id == task_id)
    other, lead = office.hire("in_gent", row.role), office.hire("in_gent", "teamverantwoordelijke")
    _claim(office, task_id, one)
    before = dump(office.database)
    with pytest.raises(NotChosen):
        _complete(office, task_id, REGISTER, other)
    with pytest.raises(NotChosen):
        _claim(office, task_id, other)
    with pytest.raises(NotChosen), office.database.transaction() as tx:
        tasks.release(tx, task_id, other)
    with pytest.raises(Refused), office.database.transaction() as tx:
        tasks.release(tx, task_id, _lead_of(lead, "atlas"))
    assert dump(office.database) == before
    with office.database.transaction() as tx:
        tasks.release(tx, task_id, lead)
    assert _complete(office, task_id, REGISTER, other) == []
    (row,) = office.rows(task, task.c.id == task_id)
    assert (row.status, row.completed_by) == ("voltooid", other.account_id)


def _lead_of(actor: Actor, organisation: str) -> Actor:
    return Actor(actor.account_id, actor.name, organisation, actor.roles)


@pytest.mark.parametrize(
    ("organisation", "role", "code"),
    [
        ("atlas", None, "taak_andere_organisatie"),
        ("abb", None, "taak_andere_organisatie"),
        (None, None, "taak_andere_organisatie"),
        ("in_gent", "handhavingsambtenaar", "taak_niet_voor_uw_rol"),
        ("in_gent", "beheerder", "taak_niet_voor_uw_rol"),
        ("in_gent", "proceseigenaar", "taak_niet_voor_uw_rol"),
        ("in_gent", "onbestaand", "taak_niet_voor_uw_rol"),
    ],
)
def test_other_desks_and_roles_are_refused(
    registered: tuple[Office, int, Actor], organisation: str | None, role: str | None, code: str
) -> None:
    office, task_id, one = registered
    roles = one.roles if role is None else frozenset({role})
    stranger = Actor(one.account_id, "Iemand", organisation, roles)
    before = dump(office.database)
    for attempt in (
        lambda: _complete(office, task_id, REGISTER, stranger),
        lambda: _claim(office, task_id, stranger),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == code
    assert dump(office.database) == before


def test_a_task_that_does_not_exist(registered: tuple[Office, int, Actor]) -> None:
    office, task_id, one = registered
    with pytest.raises(DomainError) as unknown:
        _complete(office, task_id + 1000, REGISTER, one)
    assert unknown.value.code == "taak_onbekend"


def test_the_same_click_twice_counts_once(registered: tuple[Office, int, Actor]) -> None:
    office, task_id, one = registered
    assert _complete(office, task_id, REGISTER, one, "klik-1") == []
    after = dump(office.database)
    assert _complete(office, task_id, REGISTER, one, "klik-1") == []
    assert dump(office.database) == after
    with pytest.raises(Conflict) as meanwhile:
        _complete(office, task_id, REGISTER, one, "klik-2")
    assert meanwhile.value.code == "taak_niet_meer_open"
    assert dump(office.database) == after
    assert [row.id for row in office.rows(command)] == ["klik-1"]


def test_the_same_click_twice_at_once_counts_once(registered: tuple[Office, int, Actor]) -> None:
    office, task_id, one = registered
    found = at_once(*[lambda: _complete(office, task_id, REGISTER, one, "klik-1")] * 2)
    assert found == [[], []]
    assert len(office.rows(command)) == 1
    assert office.incidents() == []


def test_a_refused_form_does_not_use_up_the_click(registered: tuple[Office, int, Actor]) -> None:
    office, task_id, one = registered
    assert _complete(office, task_id, {}, one, "klik-1") != []
    assert office.rows(command) == []
    assert _complete(office, task_id, REGISTER, one, "klik-1") == []


def test_a_stale_page_is_a_conflict(registered: tuple[Office, int, Actor]) -> None:
    office, task_id, one = registered
    (row,) = office.rows(task, task.c.id == task_id)
    version = office.case(row.case_id).version
    before = dump(office.database)
    with pytest.raises(Conflict):
        _complete(office, task_id, REGISTER, one, "klik", version - 1)
    assert dump(office.database) == before
    assert _complete(office, task_id, REGISTER, one, "klik", version) == []


def test_a_task_that_lapsed_is_a_conflict(office: Office) -> None:
    """The page stood open while the person registered."""
    case_id, breach = office.reported()
    task_id = office.task(breach, "inbreuk_vaststellen")
    (row,) = office.rows(task, task.c.id == task_id)
    office.record(case_id, "aangemeld")
    manager = office.hire("in_gent", row.role)
    with pytest.raises(Conflict):
        _complete(office, task_id, ANSWERS["inbreuk_vaststellen"], manager)
    with pytest.raises(Conflict):
        _claim(office, task_id, manager)


def _as_officer(actor_id: int) -> Actor:
    """Somebody who works at enforcement now, whatever their desk was then."""
    return Actor(actor_id, "Verhuisd", "abb_handhaving", frozenset({"handhavingsambtenaar"}))


def _doer(office: Office, element: str) -> Actor:
    return _as_officer(
        office.rows(task, task.c.element == element, task.c.status == "voltooid")[-1].completed_by
    )


def _assert_barred(office: Office, file: int, element: str, actor: Actor) -> None:
    task_id = office.task(file, element)
    before = dump(office.database)
    with office.database.read() as tx:
        answers = office.answers(tx, element, {})
    with pytest.raises(Refused) as refused:
        _complete(office, task_id, answers, actor)
    assert refused.value.code == "taak_uitgesloten"
    with pytest.raises(Refused):
        _claim(office, task_id, actor)
    assert dump(office.database) == before


def test_who_reported_or_signed_the_notice_never_decides(office: Office) -> None:
    _, _, file = office.to_decide()
    for element in ("inbreuk_vaststellen", "ingebrekestelling_ondertekenen", "dossier_overdragen"):
        _assert_barred(office, file, "besluit_nemen", _doer(office, element))
    examiner = _doer(office, "dossier_onderzoeken")
    office.do(file, "besluit_nemen", actor=examiner)  # examining a file bars nobody
    for element in ("inbreuk_vaststellen", "ingebrekestelling_ondertekenen", "dossier_overdragen"):
        _assert_barred(office, file, "besluit_ondertekenen", _doer(office, element))
    _assert_barred(office, file, "besluit_ondertekenen", examiner)
    office.do(file, "besluit_ondertekenen")


def test_who_recorded_the_refusal_to_sign_never_decides(office: Office) -> None:
    """Two cases up: the trajectory, the infringement, the file."""
    case_id = office.offered()
    office.do(
        case_id, "contract_ondertekenen", ondertekening="geweigerd", reden_weigering="Wil niet tekenen."
    )
    breach = office.child(case_id)
    office.do(breach, "inbreuk_vaststellen")
    office.do(breach, "ingebrekestelling_ondertekenen")
    office.until(date(2026, 12, 11))
    office.do(breach, "dossier_overdragen")
    file = office.child(breach)
    office.do(file, "dossier_onderzoeken")
    office.until(date(2027, 1, 20))
    recorder = _doer(office, "contract_ondertekenen")
    _assert_barred(office, file, "besluit_nemen", recorder)
    office.do(file, "besluit_nemen", bedrag=125)
    _assert_barred(office, file, "besluit_ondertekenen", recorder)


def test_somebody_barred_in_one_file_decides_in_another(small_office: Office) -> None:
    _, _, file = small_office.to_decide()
    barred = _doer(small_office, "inbreuk_vaststellen")
    small_office.clock(small_office.database.now())
    case_id = small_office.registered()
    assert small_office.rows(milestone, milestone.c.case_id == case_id)
    _assert_barred(small_office, file, "besluit_nemen", barred)
    with small_office.database.read() as tx:
        _, _, _, element = tasks.element_of(tx, small_office.task(file, "besluit_nemen"))
        assert enforcement.barred_accounts(tx, case_id, element.barred) == set()
