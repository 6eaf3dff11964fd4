"""A letter that must not leave, letters that wait too long, and the stored bytes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from app.casework import letter_making, letters, mail_room, print_batches
from app.casework.actors import Actor
from app.db.tables import document, letter, person, print_batch
from app.domain.errors import DomainError
from app.insight.letter_delays import Delay, delays_of
from app.insight.letters import batch_of
from tests.casework.office import Office


@pytest.fixture
def manager(office: Office) -> Actor:
    return office.hire("in_gent", "dossierbeheerder")


def cancel(office: Office, letter_id: int, actor: Actor, *, replace: bool = False) -> int | None:
    with office.database.transaction() as tx:
        return mail_room.cancel(tx, letter_id, "Verkeerde naam.", actor, replace=replace)


def test_a_letter_that_the_case_waits_for_can_only_be_replaced(office: Office, manager: Actor) -> None:
    case_id = office.detect()
    letter_making.make_requested(office.database)
    (first,) = office.rows(letter)
    with pytest.raises(DomainError) as refused:
        cancel(office, first.id, manager)
    assert refused.value.code == "brief_nodig"
    other = cancel(office, first.id, manager, replace=True)
    letter_making.make_requested(office.database)
    old, new = office.rows(letter)
    assert (old.status, old.cancelled_by, old.cancel_reason) == (
        "geannuleerd",
        manager.account_id,
        "Verkeerde naam.",
    )
    assert (new.id, new.copy_of, new.status) == (other, first.id, "gemaakt")
    assert old.reference != new.reference
    office.until(date(2026, 11, 4))
    assert [term.status for term in office.terms(case_id, "aanmelding")] == ["loopt"]
    with pytest.raises(DomainError) as refused:
        cancel(office, new.id, manager)
    assert refused.value.code == "brief_niet_te_annuleren"


def test_a_letter_that_nothing_waits_for_is_left_out(office: Office, manager: Actor) -> None:
    office.detect()
    office.until(date(2026, 11, 4))
    (sent,) = office.rows(letter)
    with office.database.transaction() as tx:
        case_row, row = letters.with_case(tx, sent.id)
        copy = letters.ask_again(tx, case_row, row)
    assert cancel(office, copy, manager) is None
    letter_making.make_requested(office.database)
    assert [row.status for row in office.rows(letter)] == ["verzonden", "geannuleerd"]


def test_a_cancelled_letter_is_in_no_file_of_its_batch(office: Office, manager: Actor) -> None:
    cases = [office.detect() for _ in range(2)]
    letter_making.make_requested(office.database)
    with office.database.transaction() as tx:
        batch_id = mail_room.create_batch(tx, manager)
        assert batch_id is not None
        print_batches.note_download(tx, batch_id)
    office.record(cases[0], "aangemeld")
    with office.database.read() as tx:
        batch, lines = batch_of(tx, manager, batch_id)
        listed = print_batches.manifest(tx, batch_id).splitlines()
    assert (batch.letters, batch.cancelled, batch.to_send) == (2, 1, 1)
    assert [line.printed_in_vain for line in lines] == [True, False]
    assert [line.split(";")[0] for line in listed] == ["brief_id", str(lines[1].id)]
    office.record(cases[1], "aangemeld")
    with office.database.read() as tx, pytest.raises(DomainError) as refused:
        print_batches.pdf(tx, batch_id)
    assert refused.value.code == "batch_leeg"


def test_all_that_failed_is_made_again(office: Office, manager: Actor) -> None:
    for _ in range(2):
        office.detect(last_name="\U00012000")  # a sign of which no font of ours has a glyph
    letter_making.make_requested(office.database)
    assert len(office.incidents()) == 2
    with office.database.transaction() as tx:
        tx.execute(update(person).values(last_name="Testmans"))
        assert mail_room.retry_all(tx, manager) == 2
    assert office.incidents() == []
    letter_making.make_requested(office.database)
    assert {row.status for row in office.rows(letter)} == {"gemaakt"}


def test_cancelling_a_letter_that_failed_ends_its_incident(office: Office, manager: Actor) -> None:
    office.detect(last_name="\U00012000")
    letter_making.make_requested(office.database)
    (row,) = office.rows(letter)
    cancel(office, row.id, manager, replace=True)
    assert office.incidents() == []


def test_what_waits_too_long(office: Office, manager: Actor) -> None:
    """Monday: two letters; each place has its own patience, in working days."""

    def delayed() -> list[tuple[Delay, int]]:
        with office.database.read() as tx:
            return [(each.delay, each.number) for each in delays_of(tx, "in_gent")]

    office.detect()
    assert delayed() == []
    now = office.database.now()
    office.clock(now.replace(day=4))
    assert delayed() == [(Delay.NOT_MADE, 1)]
    letter_making.make_requested(office.database)
    office.clock(now.replace(day=9))
    assert delayed() == []
    office.clock(now.replace(day=10))
    assert delayed() == [(Delay.NOT_PRINTED, 1)]
    with office.database.transaction() as tx:
        mail_room.create_batch(tx, manager)
    office.clock(now.replace(day=18))  # Armistice Day is no working day
    assert delayed() == []
    office.clock(now.replace(day=19))
    assert delayed() == [(Delay.NOT_SENT, 1)]


def test_a_letter_is_reprinted_as_it_was_made_or_not_at_all(office: Office, manager: Actor) -> None:
    office.detect()
    letter_making.make_requested(office.database)
    (row,) = office.rows(letter)
    (kept,) = office.rows(document)
    with office.database.transaction() as tx:
        tx.execute(update(person).values(last_name="Anders"))
        assert letters.pdf_of(tx, row.id) == bytes(kept.content)
        mail_room.create_batch(tx, manager)
        tx.execute(update(document).values(content=b"%PDF- vervalst"))
    (batch,) = office.rows(print_batch)
    for damaged in (lambda tx: letters.pdf_of(tx, row.id), lambda tx: print_batches.pdf(tx, batch.id)):
        with office.database.read() as tx, pytest.raises(DomainError) as refused:
            damaged(tx)
        assert refused.value.code == "brief_beschadigd"
