"""The audit trail: one line per step, chained per case by hash, with ids only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import insert, select, update

from app.casework.actors import Actor
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.db.tables import audit, case

_INSERT = insert(audit)


def digest(
    previous: bytes | None,
    case_id: int,
    seq: int,
    at: datetime,
    account_id: int | None,
    event: str,
    data: Mapping[str, Any],
) -> bytes:
    """SHA-256 over the previous line's hash and everything this line says."""
    line = [case_id, seq, at.isoformat(), account_id, event, data]
    return hashlib.sha256((previous or b"") + orjson.dumps(line, option=orjson.OPT_SORT_KEYS)).digest()


def append(
    tx: Transaction,
    case_id: int,
    seq: int,
    previous: bytes | None,
    account_id: int | None,
    event: str,
    data: Mapping[str, Any],
) -> bytes:
    """Write line `seq` of a case and give its hash; the caller keeps both on the case's row."""
    mark = digest(previous, case_id, seq, tx.now, account_id, event, data)
    line = {
        "case_id": case_id,
        "seq": seq,
        "at": tx.now,
        "account_id": account_id,
        "event": event,
        "data": dict(data),
        "hash": mark,
    }
    tx.write(_INSERT, [line])
    return mark


def note(tx: Transaction, row: CaseRow, event: str, data: Mapping[str, Any], actor: Actor) -> None:
    """One more line for a locked case in which the diagram takes no step."""
    seq = row.audit_seq + 1
    mark = append(tx, row.id, seq, row.audit_hash, actor.account_id, event, data)
    tx.execute(update(case).where(case.c.id == row.id).values(audit_seq=seq, audit_hash=mark))


def broken_at(tx: Transaction, case_id: int) -> int | None:
    """The first line that does not follow from what stands before it; None when the chain holds.

    The case keeps the head of its chain, so a last line taken away or added is found as well.
    """
    previous, lines = None, 0
    rows = tx.execute(select(audit).where(audit.c.case_id == case_id).order_by(audit.c.seq))
    for expected, row in enumerate(rows, 1):
        mark = digest(previous, case_id, row.seq, row.at, row.account_id, row.event, row.data)
        if row.seq != expected or mark != row.hash:
            return expected
        previous = row.hash
        lines = expected
    head = tx.execute(select(case.c.audit_seq, case.c.audit_hash).where(case.c.id == case_id)).one()
    if head.audit_seq != lines:
        return int(min(head.audit_seq, lines)) + 1
    return None if head.audit_hash == previous else lines
