"""Files of the printer and the post: proposed, taken in by batches, stopped half-way, read again."""

from __future__ import annotations

from datetime import date

import pytest

from app.casework import incoming_files, letter_making
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.incoming_mail import MAIL
from app.db.session import Transaction
from app.db.tables import address_check, incoming_file, letter
from app.domain.errors import DomainError
from app.exchange.mail import MailKind
from tests.casework.dumps import dump
from tests.casework.office import Office

HEADER = {
    MailKind.SENT: "brief_id;verzonden_op;aangetekend_nummer",
    MailKind.RETURNED: "brief_id;teruggekeerd_op;reden",
}


@pytest.fixture
def manager(office: Office) -> Actor:
    return office.hire("in_gent", "dossierbeheerder")


def made(office: Office, number: int) -> list[int]:
    """Letters that have been made, in as many cases; their ids."""
    for _ in range(number):
        office.detect()
    letter_making.make_requested(office.database)
    return [row.id for row in office.rows(letter)]


def propose(office: Office, actor: Actor, *lines: str, kind: MailKind = MailKind.SENT) -> int:
    content = "\n".join([HEADER[kind], *lines]).encode()
    with office.database.transaction() as tx:
        return incoming_files.propose(tx, MAIL, content, "drukker.csv", actor, actor.organisation)


def confirm(office: Office, file_id: int, actor: Actor) -> None:
    with office.database.transaction() as tx:
        incoming_files.confirm(tx, MAIL, file_id, actor.organisation)


def counts(office: Office, file_id: int) -> tuple[int, int, int]:
    (row,) = office.rows(incoming_file, incoming_file.c.id == file_id)
    return row.counts["taken"], row.counts["unchanged"], row.counts["rejected"]


def test_a_file_is_seen_then_taken_in_then_changes_nothing(office: Office, manager: Actor) -> None:
    first, second = made(office, 2)
    lines = [f"{first};2026-11-02;RR1", f"{first};2026-11-02;RR1", f"{second};2026-12-24;", "99;2026-11-02;"]
    file_id = propose(office, manager, *lines)
    assert counts(office, file_id) == (1, 1, 2)
    assert {row.status for row in office.rows(letter)} == {"gemaakt"}, "nothing is written yet"
    assert incoming_files.run_requested(office.database) == 0
    confirm(office, file_id, manager)
    assert incoming_files.run_requested(office.database) == 1
    assert counts(office, file_id) == (1, 1, 2)
    (row,) = office.rows(incoming_file)
    assert (row.status, row.content, row.rows_read) == ("klaar", None, 4)
    with office.database.read() as tx:
        told = [(each.row, each.column, each.code) for each in incoming_files.not_taken(tx, file_id)]
    assert told == [(4, "verzonden_op", "verzenddatum_onmogelijk"), (5, "brief_id", "brief_onbekend")]
    sent = office.rows(letter)[0]
    assert (sent.status, sent.sent_noted_by) == ("verzonden", manager.account_id)
    again = propose(office, manager, *lines)
    assert counts(office, again) == (0, 2, 2)
    without = {"setting", "incoming_file", "incoming_rejection", "lease"}
    before = dump(office.database, without=without)
    confirm(office, again, manager)
    incoming_files.run_requested(office.database)
    assert dump(office.database, without=without) == before


def test_a_number_may_come_later_but_not_change(office: Office, manager: Actor) -> None:
    (only,) = made(office, 1)
    for line, expected in (
        (f"{only};2026-11-02;", (1, 0, 0)),
        (f"{only};2026-11-02;RR1", (1, 0, 0)),
        (f"{only};2026-11-02;", (0, 1, 0)),
        (f"{only};2026-11-02;RR2", (0, 0, 1)),
        (f"{only};2026-11-01;RR1", (0, 0, 1)),
    ):
        file_id = propose(office, manager, line)
        assert counts(office, file_id) == expected, line
        confirm(office, file_id, manager)
        incoming_files.run_requested(office.database)
        assert counts(office, file_id) == expected, line
    assert office.rows(letter)[0].registered_number == "RR1"


def test_returned_mail_by_file(office: Office, manager: Actor) -> None:
    ids = made(office, 2)
    office.until(date(2026, 11, 5))
    lines = [f"{ids[0]};2026-11-05;onbekend", f"{ids[1]};2026-11-01;te vroeg"]
    file_id = propose(office, manager, *lines, kind=MailKind.RETURNED)
    confirm(office, file_id, manager)
    incoming_files.run_requested(office.database)
    assert counts(office, file_id) == (1, 0, 1)
    assert [row.return_reason for row in office.rows(letter)] == ["onbekend", None]
    assert len(office.rows(address_check)) == 1
    assert counts(office, propose(office, manager, lines[0], kind=MailKind.RETURNED)) == (0, 1, 0)


@pytest.mark.parametrize("stops_at", [1, 2, 3])
def test_stopped_half_way_it_goes_on_where_it_stood(
    office: Office, manager: Actor, monkeypatch: pytest.MonkeyPatch, stops_at: int
) -> None:
    """A crash costs at most one batch; no row is taken in twice, none is left out."""
    monkeypatch.setattr(incoming_files, "BATCH", 2)
    ids = made(office, 6)
    file_id = propose(office, manager, *(f"{each};2026-11-02;RR{each}" for each in ids))
    confirm(office, file_id, manager)
    seen = 0
    real = incoming_files._keep

    def cut(tx: Transaction, of: int, refused: list[incoming_files.NotTaken]) -> None:
        nonlocal seen
        seen += 1
        if seen == stops_at:
            raise KeyboardInterrupt  # the power goes, inside the batch's transaction
        real(tx, of, refused)

    monkeypatch.setattr(incoming_files, "_keep", cut)
    with pytest.raises(KeyboardInterrupt):
        incoming_files.run(office.database, file_id)
    assert len(office.rows(letter, letter.c.status == "verzonden")) == 2 * (stops_at - 1)
    incoming_files.run(office.database, file_id)
    assert counts(office, file_id) == (6, 0, 0)
    assert {row.status for row in office.rows(letter)} == {"verzonden"}


def test_whose_letters_and_who_may(office: Office, manager: Actor) -> None:
    (mine,) = made(office, 1)
    office.detect(nis_code="11002")
    letter_making.make_requested(office.database)
    other = next(row.id for row in office.rows(letter) if row.id != mine)
    file_id = propose(office, manager, f"{mine};2026-11-02;", f"{other};2026-11-02;")
    assert counts(office, file_id) == (1, 0, 1)
    stranger = office.hire("atlas", "dossierbeheerder")
    with pytest.raises(DomainError) as refused:
        confirm(office, file_id, stranger)
    assert refused.value.code == "bestand_onbekend"
    with pytest.raises(Refused):
        propose(office, office.hire("in_gent", "trajectbegeleider"), f"{mine};2026-11-02;")
    operator = propose(office, SYSTEM, f"{mine};2026-11-02;", f"{other};2026-11-02;")
    assert counts(office, operator) == (2, 0, 0), "the command line works for every desk"
    with office.database.transaction() as tx:
        incoming_files.withdraw(tx, MAIL, file_id, "in_gent")
    with pytest.raises(DomainError) as refused:
        confirm(office, file_id, manager)
    assert refused.value.code == "bestand_niet_voorgesteld"
