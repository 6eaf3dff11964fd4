"""`python -m tests.casework.teller <people> <seed>`: partners that tell everything, whoever is listening.

A partner that got no answer tells it again: a teller that is killed is replaced by one that begins anew.
"""

from __future__ import annotations

import os
import random
import sys

from sqlalchemy import select

from app.casework import partner_messages
from app.db.session import Database
from app.db.tables import account
from tests.casework.partner_stories import SENDERS, cast, shuffled, told_about


def tell(database: Database, people: int, seed: int) -> None:
    """All that partners tell of that many people, in the order that the seed gives."""
    with database.read() as tx:
        rows = tx.execute(
            select(account.c.organisation, account.c.id).where(account.c.organisation.in_(SENDERS))
        )
        accounts = {row.organisation: row.id for row in rows}
    told = [message for each in cast(people) for message in told_about(each, accounts)]
    for each in shuffled(told, random.Random(seed)):
        with database.transaction() as tx:
            partner_messages.receive(tx, each)


def main() -> None:
    print("begint", flush=True)
    tell(Database(os.environ["TRAJECT_DATABASE_URL"]), int(sys.argv[1]), int(sys.argv[2]))
    print("klaar", flush=True)


if __name__ == "__main__":
    main()
