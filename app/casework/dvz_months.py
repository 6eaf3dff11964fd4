"""A month's file for the Dienst Vreemdelingenzaken: who stands in it is decided by the table `dvz` alone.

Asked of the table is everybody of whom a trajectory under Flemish law has kept any fact up to the last day of
the month; in the file stand those of whom it says that article 1/2 of the Act of 15-12-1980 applies, with
what was true on that day. In doubt nothing is disclosed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case as when
from sqlalchemy import func, select

from app.casework import disclosures, releases
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.disclosures import Made, Told
from app.db.session import Transaction
from app.db.tables import case, milestone, person
from app.domain.calendar import add_months
from app.domain.errors import DomainError
from app.domain.organisations import Organisation
from app.domain.target_group import feel_facts
from app.domain.vocabulary import Milestone, PersonStatus, Region, Trajectory
from app.engine.release import Release
from app.exchange import dvz
from app.exchange.dvz import DvzRow

KIND, TABLE = "dvz", "dvz"
SENDER, RECIPIENT = Organisation.CENTRAL, Organisation.DVZ
APPLIES, UNDETERMINED = "ja", "onbepaald"
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True)
class MonthFile:
    """The file of a month; `made_now` is False where it stood there already."""

    id: int
    content: bytes
    counts: dict[str, int]
    made_now: bool


def make(tx: Transaction, month: str, actor: Actor, reason: str = "") -> MonthFile:
    """The file of a month (2026-05): the one that was made, or a new one where there is none.

    With a `reason` it is made anew with what is known now, and the earlier one stays beside it. Raises
    Refused, Conflict, DomainError `maand_ongeldig`, `maand_niet_voorbij`, `reden_zonder_bestand`,
    `tabel_onbekend` (a release of before), EngineError.
    """
    disclosures.check_may_make(actor)
    if actor is not SYSTEM and actor.organisation != SENDER:
        raise Refused("geen_recht")
    last_day = _last_day(month)
    if last_day >= tx.today:
        raise DomainError("maand_niet_voorbij", maand=month)
    before = disclosures.newest(tx, KIND, SENDER, month)
    if before is not None and not reason:
        return MonthFile(before.id, disclosures.content(tx, before), before.counts, made_now=False)
    if before is None and reason:
        raise DomainError("reden_zonder_bestand", maand=month)
    made = _made(tx, month, last_day)
    replaces = None if before is None else before.id
    file_id = disclosures.keep(tx, made, actor, replaces=replaces, reason=reason)
    return MonthFile(file_id, made.content, dict(made.counts), made_now=True)


def file_name(month: str) -> str:
    """What the file is called."""
    return f"dvz-{month}.csv"


def _made(tx: Transaction, month: str, last_day: date) -> Made:
    _, release = releases.current(tx)
    counts: Counter[str] = Counter()
    rows, told = [], []
    for found in _known_by(tx, last_day):
        verdict = applies(release, found, last_day)
        counts[f"artikel_{verdict}"] += 1
        if verdict != APPLIES:
            continue
        signed, certified = bool(found["signed"]), bool(found["certified"])
        rows.append(
            DvzRow(found["last_name"], found["first_name"], found["national_number"], signed, certified)
        )
        said = dict(zip(dvz.COLUMNS[3:], map(dvz.yes_no, (signed, certified)), strict=True))
        told.append(Told(found["id"], said))
    return Made(
        kind=KIND,
        period=month,
        sender=SENDER,
        recipient=RECIPIENT,
        content=dvz.write(rows),
        media_type=disclosures.CSV,
        told=told,
        counts={"personen": len(rows), "onbepaald": counts[f"artikel_{UNDETERMINED}"]},
    )


def applies(release: Release, found: Any, day: date) -> str:
    """What the table says of a person (their facts, `signed` and `certified`): ja, nee or onbepaald."""
    registered = found["first_registered_belgium"]
    context = {
        "persoon": feel_facts(found, day),
        "toestand": found["status"],
        "eerste_inschrijving_belgie": None if registered is None else registered.isoformat(),
        "contract_ondertekend": bool(found["signed"]),
        "attest_behaald": bool(found["certified"]),
    }
    return str(release.table(TABLE).decide(context).outputs["artikel_1_2"])


def _known_by(tx: Transaction, last_day: date) -> Iterator[Any]:
    """Who has a fact of a Flemish trajectory by that day, with whether they had signed and were certified."""
    facts = (
        select(
            milestone.c.person_id,
            _had(Milestone.CONTRACT).label("signed"),
            _had(Milestone.CERTIFICATE).label("certified"),
        )
        .join(case, case.c.id == milestone.c.case_id)
        .where(milestone.c.on_day <= last_day, case.c.process.in_(Trajectory.of(Region.FLANDERS)))
        .group_by(milestone.c.person_id)
        .subquery()
    )
    known = (
        select(person, facts.c.signed, facts.c.certified)
        .join(facts, facts.c.person_id == person.c.id)
        .where(person.c.status != PersonStatus.WITHDRAWN)
        .order_by(person.c.id)
    )
    return (row._mapping for row in tx.execute(known))


def _had(kind: Milestone) -> Any:
    return func.max(when((milestone.c.kind == kind, 1), else_=0))


def _last_day(month: str) -> date:
    if not _MONTH.fullmatch(month):
        raise DomainError("maand_ongeldig", maand=month)
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as problem:
        raise DomainError("maand_ongeldig", maand=month) from problem  # the year 0000
    return add_months(first, 1) - timedelta(days=1)
