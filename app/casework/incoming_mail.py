"""Files of the printer and the post: on which day each letter of a desk left, and which came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from app.casework import letters, returned_mail
from app.casework.incoming_kinds import Batch, IncomingKind
from app.db.session import Transaction
from app.db.tables import case, letter
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.exchange import mail
from app.exchange.mail import MailKind, MailRow

_JUDGE = {MailKind.SENT: letters.says_new_sent, MailKind.RETURNED: returned_mail.says_new_return}
_MARK = {MailKind.SENT: letters.mark_sent, MailKind.RETURNED: returned_mail.mark_returned}


def _judge(tx: Transaction, batch: Batch) -> Callable[[MailRow], bool]:
    known = _letters(tx, batch.rows)
    says_new = _JUDGE[MailKind(batch.kind)]

    def of(row: MailRow) -> bool:
        found = _own(known.get(row.letter_id), row.letter_id, batch.desk)
        return says_new(found, row.day, row.text, tx.today)

    return of


def _take(tx: Transaction, batch: Batch) -> Callable[[MailRow], bool]:
    known = _letters(tx, batch.rows)
    _lock_cases(tx, known)
    mark = _MARK[MailKind(batch.kind)]

    def of(row: MailRow) -> bool:
        _own(known.get(row.letter_id), row.letter_id, batch.desk)
        return mark(tx, row.letter_id, row.day, row.text, batch.actor)

    return of


def _letters(tx: Transaction, rows: Sequence[MailRow]) -> dict[int, Any]:
    """The letters by id."""
    ids = [row.letter_id for row in rows]
    return {row.id: row for row in tx.execute(select(letter).where(letter.c.id.in_(ids)))}


def _lock_cases(tx: Transaction, known: dict[int, Any]) -> None:
    """In one order: two files at once do not wait for each other."""
    cases = {row.case_id for row in known.values()}
    in_order = select(case.c.id).where(case.c.id.in_(cases)).order_by(case.c.id)
    tx.execute(in_order.with_for_update(key_share=True))


def _own(row: Any, letter_id: int, desk: str | None) -> Any:
    if row is None or (desk is not None and row.organisation != desk):
        raise DomainError("brief_onbekend", brief=letter_id)
    return row


def _column_of(kind: str, problem: DomainError) -> str:
    of_day = problem.code in ("verzenddatum_onmogelijk", "terugkeer_onmogelijk")
    return mail.columns_of(MailKind(kind))[1] if of_day else "brief_id"


MAIL = IncomingKind(
    names=tuple(kind.value for kind in MailKind),
    action=Action.RECORD_SENT_DATES,
    read=mail.read,
    judge=_judge,
    take=_take,
    key=lambda row: row.letter_id,
    column_of=_column_of,
)
