"""What happens to a case without a line in its audit, and partners should hear: the case is noted here.

One statement, and where nobody has a webhook it writes nothing. Steps need none: their audit line is enough.
"""

from __future__ import annotations

from sqlalchemy import Integer, bindparam, exists, insert, select

from app.db.session import Transaction
from app.db.tables import webhook, webhook_hint

_HINT = insert(webhook_hint).from_select(
    ["case_id"], select(bindparam("of", type_=Integer)).where(exists().select_from(webhook))
)


def hint(tx: Transaction, case_id: int) -> None:
    """Something in this case is to be told; what, its rows say."""
    tx.execute(_HINT, {"of": case_id})
