"""Messages between cases: exactly once, never lost, never to somebody else's case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.casework import messages, recording, steps, timers
from app.casework.events import Deliver
from app.db.session import Database, Transaction
from app.db.tables import audit, case, message, subscription
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from tests.casework.dumps import dump
from tests.casework.office import Office
from tests.casework.threads import at_once


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """A context in which the process dies after each commit, before anything is delivered."""

    def context() -> Any:
        patch = monkeypatch.context()
        return _Crashing(patch)

    return context


class _Crashing:
    def __init__(self, patch: Any) -> None:
        self.patch = patch

    def __enter__(self) -> None:
        inside = self.patch.__enter__()
        inside.setattr(messages, "deliver_after", lambda tx, row: None)
        inside.setattr(messages, "deliver", lambda database, message_id: False)

    def __exit__(self, *problem: Any) -> None:
        self.patch.__exit__(*problem)


def test_a_crash_after_the_commit_delays_and_never_doubles(office: Office, crash: Callable[[], Any]) -> None:
    case_id, breach = office.noticed()
    with crash():
        office.record(case_id, "aangemeld")
    assert office.case(breach).status == "lopend"
    (left,) = office.rows(message, message.c.status == "wachtend")
    assert (left.name, left.from_case_id, left.delivered_at) == ("in_regel_gesteld", case_id, None)
    assert messages.sweep(office.database) == 1
    assert office.case(breach).outcome == "rechtgezet"
    (row,) = office.rows(message, message.c.id == left.id)
    assert (row.status, row.to_case_id) == ("bezorgd", breach)
    after = dump(office.database)
    assert messages.sweep(office.database) == 0
    messages.deliver(office.database, left.id)
    assert dump(office.database) == after


def test_a_child_is_started_once(office: Office, crash: Callable[[], Any]) -> None:
    case_id = office.offered()
    refusal: dict[str, Any] = {"ondertekening": "geweigerd", "reden_weigering": "Wil niet tekenen."}
    with crash():
        office.do(case_id, "contract_ondertekenen", **refusal)
    assert office.rows(case, case.c.parent_id == case_id) == []
    found = at_once(*[lambda: messages.sweep(office.database)] * 2)
    assert sorted(found) == [0, 1], found
    assert len(office.rows(case, case.c.parent_id == case_id)) == 1


def test_delivered_by_two_at_once_counts_once(office: Office, crash: Callable[[], Any]) -> None:
    case_id, breach = office.noticed()
    with crash():
        office.record(case_id, "aangemeld")
    (left,) = office.rows(message, message.c.status == "wachtend")
    found = at_once(*[lambda: messages.deliver(office.database, left.id)] * 3)
    assert sorted(found) == [False, False, True], found
    heard = office.rows(audit, audit.c.case_id == breach, audit.c.event == "bericht_ontvangen")
    assert [row.data["naam"] for row in heard] == ["inbreuk_vastgesteld", "in_regel_gesteld"]


def test_an_early_message_waits_for_who_will_hear_it(office: Office) -> None:
    _, breach, file = office.to_decide()
    with office.database.transaction() as tx:
        messages.send(tx, file, "besluit_verzonden", {"besluit_verzonden_op": "2027-04-20"}, "vroeg")
    assert office.rows(message, message.c.key == "vroeg")[0].status == "wachtend"
    assert messages.sweep(office.database) == 0
    office.do(file, "besluit_nemen")
    office.do(file, "besluit_ondertekenen")
    assert office.rows(message, message.c.key == "vroeg")[0].status == "bezorgd"
    assert office.decision(file).collection == "te_betalen"
    assert office.case(breach).outcome == "besluit_betekend"


def test_what_was_said_about_a_case_before_it_could_start_reaches_it(
    office: Office, crash: Callable[[], Any]
) -> None:
    """The infringement is asked for, the machine stops, the person registers: nothing of that is lost."""
    case_id = office.detect()
    office.until(date(2027, 2, 3))
    (term,) = office.terms(case_id, "aanmelding")
    with crash():
        office.clock(term.fires_at)
        assert timers.fire_due(office.database) == 1
        office.record(case_id, "aangemeld")
    assert [row.name for row in office.rows(message)] == ["inbreuk_vastgesteld", "in_regel_gesteld"]
    office.clock(term.fires_at.replace(hour=23, minute=30))
    messages.sweep(office.database)
    messages.sweep(office.database)
    assert office.case(office.child(case_id)).outcome == "rechtgezet"


def test_what_was_said_to_an_earlier_case_is_not_about_the_next(office: Office) -> None:
    case_id, first, _ = office.forwarded()
    with office.database.transaction() as tx:
        tx.execute(
            message.insert().values(
                key="oud", name="in_regel_gesteld", from_case_id=case_id, payload={}, status="wachtend",
                created_at=tx.now,
            )
        )  # fmt: skip
        tx.execute(subscription.delete().where(subscription.c.case_id == first))
    with office.database.transaction() as tx:
        messages.send(
            tx, case_id, "besluit_betekend",
            {"besluit": "geen gevolg", "besluit_verzonden_op": "2027-03-15"}, "met-de-hand",
        )  # fmt: skip
    office.until(date(2027, 6, 17))
    second = office.child(case_id)
    assert second != first
    messages.sweep(office.database)
    assert office.case(second).status == "lopend"
    (old,) = office.rows(message, message.c.key == "oud")
    assert old.status == "wachtend"


def test_a_message_to_an_ended_case_stays_visible(office: Office) -> None:
    case_id = office.detect(residence_status="asielzoeker")
    with office.database.transaction() as tx:
        messages.send(tx, case_id, "aangemeld", {"aangemeld_op": "2026-11-02"}, "te laat")
    (lost,) = office.rows(message)
    assert (lost.status, lost.delivered_at, lost.to_case_id) == ("onbestelbaar", None, case_id)
    assert lost.payload == {"aangemeld_op": "2026-11-02"}
    after = dump(office.database)
    assert messages.sweep(office.database) == 0
    assert dump(office.database) == after


def test_a_message_to_a_case_that_is_busy_with_something_else_is_kept(office: Office) -> None:
    case_id = office.registered()
    with office.database.transaction() as tx:
        messages.send(tx, case_id, "besluit_betekend", {}, "vroeg")
    assert messages.sweep(office.database) == 0
    assert office.rows(message)[-1].status == "wachtend"
    assert office.incidents() == []


def test_the_same_key_counts_once(office: Office) -> None:
    case_id = office.detect()
    for _ in range(2):
        with office.database.transaction() as tx:
            messages.send(tx, case_id, "aangemeld", {"aangemeld_op": "2026-11-02"}, "partner:1")
    assert len(office.rows(message)) == 1
    assert office.open(case_id) == ["aanmelding_registreren"]


def test_messages_stay_with_their_person(office: Office) -> None:
    """Two people stand at the same place; what one does never moves the other."""
    one, other = office.detect(), office.detect()
    office.until(date(2027, 2, 8))
    one_breach, other_breach = office.child(one), office.child(other)
    before = office.case(other), office.case(other_breach)
    office.record(one, "aangemeld")
    assert office.case(one_breach).outcome == "rechtgezet"
    assert (office.case(other), office.case(other_breach)) == before
    office.register_says(one, Mutation.DECEASED)
    assert (office.case(other), office.case(other_breach)) == before
    links = {(row.id, row.parent_id): row.person_id for row in office.rows(case)}
    assert links[(one_breach, one)] == links[(one, None)]
    assert links[(other_breach, other)] == links[(other, None)] != links[(one, None)]


def test_enforcement_never_hears_the_trajectory_directly(office: Office) -> None:
    """A message goes to parent or child, not to the case behind it."""
    case_id, breach, file = office.forwarded()
    office.do(file, "dossier_onderzoeken")
    before = office.case(file)
    with office.database.transaction() as tx:
        tx.execute(
            message.insert().values(
                key="dwars", name="kennisgeving", from_case_id=case_id, payload={}, status="wachtend",
                created_at=tx.now,
            )
        )  # fmt: skip
    assert messages.sweep(office.database) == 0
    assert office.case(file) == before
    assert office.case(breach).status == "lopend"


def test_a_message_that_two_record_at_once_counts_once(office: Office) -> None:
    _, breach = office.noticed()
    manager = office.colleague(office.case(breach).organisation, "dossierbeheerder")
    said = {"in_regel_op": "2027-02-03", "hoe_in_regel": "Heeft zich gemeld."}

    def tell() -> Any:
        with office.database.transaction() as tx:
            return recording.record(tx, breach, "in_regel_gesteld", said, manager)

    found = at_once(tell, tell)
    refused = [each for each in found if isinstance(each, DomainError)]
    assert [each for each in found if each == []] == [[]], found
    assert [problem.code for problem in refused] == ["bericht_niet_verwacht"], found
    assert office.infringement(breach).status == "rechtgezet"
    assert office.incidents() == []


def test_a_deliver_to_a_place_that_is_gone_is_refused(office: Office) -> None:
    case_id = office.detect()
    (place,) = office.rows(
        subscription, subscription.c.case_id == case_id, subscription.c.name == "aangemeld"
    )
    office.record(case_id, "aangemeld")
    before = dump(office.database)
    with pytest.raises(DomainError), office.database.transaction() as tx:
        _deliver(tx, office.database, case_id, place)
    assert dump(office.database) == before


def _deliver(tx: Transaction, _database: Database, case_id: int, place: Any) -> None:
    event = Deliver(place.uid, place.element, "aangemeld", {})
    steps.advance(tx, case_id, event, messages.SYSTEM)
