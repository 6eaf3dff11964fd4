"""A program of its own, so that it can run in any time zone: one term on the clock of the world.

`python -m tests.casework.far_away URL DAY` invites somebody on that day, on an empty database, and prints as
JSON what the worker finds just before and at the moment on which the term of registration falls due.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date, timedelta

from app.casework import letter_making, letters, timers
from app.clock import midnight
from app.db import session
from app.db.session import Database
from app.db.tables import letter, setting
from tests.casework.office import NINE, Office

MILLISECOND = timedelta(milliseconds=1)


def main(url: str, sent_on: date) -> None:
    """The machine's clock is the only thing that is played: the database has none of its own."""
    machine = [midnight(sent_on) + NINE]
    session.system_now = lambda: machine[0]
    office = Office(Database(url), sent_on)
    with office.database.transaction() as tx:
        tx.execute(setting.delete())
    office.database.forget_clock()
    case_id = office.detect()
    letter_making.make_requested(office.database)
    with office.database.transaction() as tx:
        letters.mark_sent(tx, office.rows(letter)[-1].id, sent_on)
    (running,) = office.terms(case_id)
    fired = []
    for moment in (running.fires_at - MILLISECOND, running.fires_at, running.fires_at + NINE):
        machine[0] = moment
        fired.append(timers.fire_due(office.database))
    told = {
        "zone": time.tzname[0],
        "is_demo": office.database.is_demo(),
        "started_on": running.started_on.isoformat(),
        "last_day": running.last_day.isoformat(),
        "fires_at": running.fires_at.isoformat(),
        "fired": fired,
        "fact_date": office.infringement(office.child(case_id)).fact_date.isoformat(),
    }
    print(json.dumps(told), flush=True)
    os._exit(0)  # V8 can hang at an ordinary exit


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]))
