"""Files of the printer and the post: looked at first, then taken in by a worker, a batch per transaction.

Nothing about a letter is written before somebody has seen what the file would do and said yes. A run that
stops half-way goes on where it stood, and the same file again changes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.casework import incidents, leases, letters, messages, returned_mail, workers
from app.casework.actors import SYSTEM, Actor, Refused
from app.db.session import Database, Transaction
from app.db.tables import case, letter, mail_file, mail_rejection
from app.domain.errors import DomainError
from app.domain.permissions import Action, may
from app.exchange import mail
from app.exchange.mail import MailFile, MailKind, MailRow
from app.exchange.register import Rejection

BATCH = 50  # rows per transaction: the desk waits no longer than these take
LOOKED_AT_ONCE = 500
PROPOSED, WAITING, RUNNING, DONE, WITHDRAWN = "voorstel", "wachtend", "bezig", "klaar", "ingetrokken"

Progress = Callable[[int, int], None]

_JUDGE = {MailKind.SENT: letters.says_new_sent, MailKind.RETURNED: returned_mail.says_new_return}
_MARK = {MailKind.SENT: letters.mark_sent, MailKind.RETURNED: returned_mail.mark_returned}
_COLUMNS = [column for column in mail_file.c if column.name != "content"]


@dataclass(frozen=True)
class Counts:
    """What a file did, or would do, row by row."""

    taken: int = 0
    unchanged: int = 0
    rejected: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class NotTaken:
    """A row that cannot be used: a sentence where the row is wrong, else why the letter refuses, a code."""

    row: int
    column: str
    content: str
    reason: str | None = None
    code: str | None = None
    facts: dict[str, Any] | None = None


def propose(tx: Transaction, content: bytes, filename: str, actor: Actor, desk: str | None) -> int:
    """Keep a file and say what it would do to the letters of a desk (None: of all); nothing else happens.

    Raises Refused, DomainError (encoding, columns) before anything is written.
    """
    if actor is not SYSTEM and (not may(actor.roles, Action.RECORD_SENT_DATES) or desk is None):
        raise Refused("geen_recht")
    found = mail.read(io.BytesIO(content))
    counts, refused = _look(tx, found, desk)
    file_id = tx.insert_id(
        insert(mail_file).values(
            kind=found.kind,
            organisation=desk,
            filename=filename,
            sha256=found.file.sha256,
            status=PROPOSED,
            content=content,
            requested_at=tx.now,
            account_id=actor.account_id,
            rows_total=sum(astuple(counts)),
            rows_read=0,
            counts=asdict(counts),
            warnings=found.warnings,
        )
    )
    _keep(tx, file_id, refused)
    return file_id


def confirm(tx: Transaction, file_id: int, desk: str | None) -> None:
    """Take a proposed file in; `run` or the worker does it. Raises DomainError `bestand_onbekend`."""
    _proposed(tx, file_id, desk)
    tx.execute(delete(mail_rejection).where(mail_rejection.c.file_id == file_id))
    _set(tx, file_id, status=WAITING, counts=asdict(Counts()))


def withdraw(tx: Transaction, file_id: int, desk: str | None) -> None:
    """Do not take a proposed file in. Raises DomainError `bestand_onbekend`, `bestand_niet_voorgesteld`."""
    _proposed(tx, file_id, desk)
    _set(tx, file_id, status=WITHDRAWN, finished_at=tx.now, content=None)


def run(
    database: Database,
    file_id: int,
    progress: Progress = lambda done, total: None,
    owner: str | None = None,
) -> None:
    """Take in a confirmed file from the row where it stood; `progress` hears of rows done, of how many."""
    with database.transaction() as tx:
        row = _locked(tx, file_id)
        if row is None:
            return
        _set(tx, file_id, status=RUNNING)
    rows, read = iter(mail.read(io.BytesIO(row.content))), 0
    while True:
        with database.transaction() as tx:
            row = _locked(tx, file_id)
            if row is None:
                return
            batch = list(islice(rows, row.rows_read - read, row.rows_read - read + BATCH))
            if owner is not None:
                leases.take(tx, lease_of(file_id), owner)
            if not batch:
                _set(tx, file_id, status=DONE, finished_at=tx.now, content=None)
                leases.forget(tx, lease_of(file_id))
                break
            counts, refused = _take_in(tx, row, batch)
            read = row.rows_read + len(batch)
            _keep(tx, file_id, refused)
            _set(tx, file_id, rows_read=read, counts=asdict(Counts(**row.counts) + counts))
        progress(read, row.rows_total)
    messages.sweep(database)


def run_requested(database: Database) -> int:
    """Take in what was confirmed on a page, or what a crash left half-way; how many files."""
    with database.read() as tx:
        waiting = select(mail_file.c.id).where(mail_file.c.status.in_((WAITING, RUNNING)))
        ids = list(tx.execute(waiting.order_by(mail_file.c.id)).scalars())
    return sum(_run_alone(database, file_id) for file_id in ids)


def lease_of(file_id: int) -> str:
    """The lease under which one process reads a file, while others take other files."""
    return f"mail_file:{file_id}"


def _run_alone(database: Database, file_id: int) -> bool:
    with workers.alone(database, lease_of(file_id)) as owner:
        if owner is None:
            return False
        run(database, file_id, owner=owner)
    return True


def of_desk(tx: Transaction, file_id: int, desk: str | None) -> dict[str, Any]:
    """A file with its counts. Raises DomainError `bestand_onbekend`, also for another desk's."""
    found = tx.execute(
        select(*_COLUMNS).where(mail_file.c.id == file_id, mail_file.c.organisation == desk)
    ).first()
    if found is None:
        raise DomainError("bestand_onbekend", bestand=file_id)
    return dict(found._mapping)


def listing(tx: Transaction, desk: str | None, most: int = 20) -> list[dict[str, Any]]:
    """The files of a desk, newest first."""
    rows = tx.execute(
        select(*_COLUMNS).where(mail_file.c.organisation == desk).order_by(mail_file.c.id.desc()).limit(most)
    )
    return [dict(row._mapping) for row in rows]


def not_taken(tx: Transaction, file_id: int, most: int | None = None) -> list[NotTaken]:
    """What cannot be used, in the order of the file."""
    rows = tx.execute(
        select(mail_rejection)
        .where(mail_rejection.c.file_id == file_id)
        .order_by(mail_rejection.c.row, mail_rejection.c.id)
        .limit(most)
    )
    return [NotTaken(row.row, row.column, row.content, row.reason, row.code, row.facts) for row in rows]


def _look(tx: Transaction, found: MailFile, desk: str | None) -> tuple[Counts, list[NotTaken]]:
    """What every row would do to the letters as they are; nothing is written."""
    counts, refused, seen = Counts(), [], set[int]()
    for some in _chunks(iter(found), LOOKED_AT_ONCE):
        ids = [row.letter_id for row in some if isinstance(row, MailRow)]
        known = {row.id: row for row in tx.execute(select(letter).where(letter.c.id.in_(ids)))}
        for row in some:
            if isinstance(row, Rejection):
                refused.append(_of_reader(row))
                counts += Counts(rejected=1)
                continue
            try:
                letter_row = _own(known.get(row.letter_id), row.letter_id, desk)
                is_new = _JUDGE[found.kind](letter_row, row.day, row.text, tx.today)
                counts += Counts(taken=1) if is_new and row.letter_id not in seen else Counts(unchanged=1)
                seen.add(row.letter_id)
            except DomainError as problem:
                refused.append(_of_letter(found.kind, row, problem))
                counts += Counts(rejected=1)
    return counts, refused


def _take_in(
    tx: Transaction, file_row: Any, batch: Sequence[MailRow | Rejection]
) -> tuple[Counts, list[NotTaken]]:
    """A batch of rows, each on a savepoint: one that fails leaves the others alone."""
    kind = MailKind(file_row.kind)
    actor = Actor(file_row.account_id) if file_row.account_id else SYSTEM
    known = _lock(tx, [row.letter_id for row in batch if isinstance(row, MailRow)])
    counts, refused = Counts(), []
    for row in batch:
        if isinstance(row, Rejection):
            refused.append(_of_reader(row))
            counts += Counts(rejected=1)
            continue
        try:
            with tx.connection.begin_nested():
                _own(known.get(row.letter_id), row.letter_id, file_row.organisation)
                is_new = _MARK[kind](tx, row.letter_id, row.day, row.text, actor)
            counts += Counts(taken=1) if is_new else Counts(unchanged=1)
        except Exception as failure:
            refused.append(_of_letter(kind, row, incidents.as_refusal(failure)))
            counts += Counts(rejected=1)
    return counts, refused


def _lock(tx: Transaction, ids: Sequence[int]) -> dict[int, Any]:
    """The letters by id, their cases locked in one order: two files at once do not wait for each other."""
    found = {row.id: row for row in tx.execute(select(letter).where(letter.c.id.in_(ids)))}
    cases = {row.case_id for row in found.values()}
    in_order = select(case.c.id).where(case.c.id.in_(cases)).order_by(case.c.id)
    tx.execute(in_order.with_for_update(key_share=True))
    return found


def _own(row: Any, letter_id: int, desk: str | None) -> Any:
    if row is None or (desk is not None and row.organisation != desk):
        raise DomainError("brief_onbekend", brief=letter_id)
    return row


def _of_reader(row: Rejection) -> NotTaken:
    return NotTaken(row.row, row.column, row.content, reason=row.reason)


def _of_letter(kind: MailKind, row: MailRow, problem: DomainError) -> NotTaken:
    of_day = problem.code in ("verzenddatum_onmogelijk", "terugkeer_onmogelijk")
    column = mail.columns_of(kind)[1] if of_day else "brief_id"
    facts = {name: str(value) for name, value in problem.facts.items()}
    return NotTaken(row.number, column, row.content, code=problem.code, facts=facts)


def _chunks(rows: Iterator[MailRow | Rejection], size: int) -> Iterator[list[MailRow | Rejection]]:
    while some := list(islice(rows, size)):
        yield some


def _proposed(tx: Transaction, file_id: int, desk: str | None) -> None:
    found = tx.execute(
        select(mail_file.c.status)
        .where(mail_file.c.id == file_id, mail_file.c.organisation == desk)
        .with_for_update()
    ).first()
    if found is None:
        raise DomainError("bestand_onbekend", bestand=file_id)
    if found.status != PROPOSED:
        raise DomainError("bestand_niet_voorgesteld", bestand=file_id)


def _locked(tx: Transaction, file_id: int) -> Any:
    """The file, for one batch; None when it is over."""
    row = tx.execute(select(mail_file).where(mail_file.c.id == file_id).with_for_update()).one()
    return row if row.status in (WAITING, RUNNING) else None


def _keep(tx: Transaction, file_id: int, refused: Sequence[NotTaken]) -> None:
    if refused:
        tx.execute(insert(mail_rejection), [{"file_id": file_id, **asdict(each)} for each in refused])


def _set(tx: Transaction, file_id: int, **values: Any) -> None:
    tx.execute(update(mail_file).where(mail_file.c.id == file_id).values(**values))
