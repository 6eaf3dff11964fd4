"""Which messages an organisation sent itself."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from app.db.session import Transaction
from app.db.tables import partner_message
from app.domain.errors import DomainError

_SENDER = select(partner_message.c.organisation).where(partner_message.c.id == bindparam("message"))


def check_own(tx: Transaction, organisation: str | None, message_id: int) -> None:
    """Raises DomainError `partnerbericht_onbekend` unless that organisation sent the message."""
    if tx.execute(_SENDER, {"message": message_id}).scalar() != organisation:
        raise DomainError("partnerbericht_onbekend", bericht=message_id)
