"""What a long run must leave behind: cases that ended or wait for a named reason, and nothing broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import func, select

from app.casework import audit
from app.db.session import Database, Transaction
from app.db.tables import (
    case,
    decision,
    incident,
    infringement,
    letter,
    message,
    milestone,
    subscription,
    task,
    term,
)
from app.domain.vocabulary import CaseStatus, LetterStatus, MessageStatus, TaskStatus, TermKind, TermStatus

EXPECTED: frozenset[str] = frozenset(
    {  # what a person must look at, and nothing went wrong
        "brief_teken_niet_afdrukbaar",  # a name that no letter can print
        "termijn_te_laat_bekend",  # recorded after the last day of its term: nothing fires by itself
    }
)
CHAINS = 300  # audit chains that are checked line by line

Counts = list[tuple[str, int]]


def funnel(database: Database) -> Counts:
    """How many got how far."""
    with database.read() as tx:
        stages = [("gedetecteerd", count_of(tx, milestone, milestone.c.kind == "gedetecteerd"))]
        groups = Counter(
            row.data.get("doelgroep", "?")
            for row in tx.execute(
                select(case.c.data).where(
                    case.c.process == "inburgering",
                    case.c.outcome.is_distinct_from("invoer_teruggedraaid"),  # by a wrong file
                )
            )
        )
        stages += [(f"  doelgroep: {name}", number) for name, number in sorted(groups.items())]
        sent = (letter.c.template == "uitnodiging_startgesprek", letter.c.status == LetterStatus.SENT)
        stages.append(("uitnodiging verzonden", count_of(tx, letter, *sent)))
        for kind in ("aangemeld", "contract", "attest", "verklaring"):
            stages.append((kind, count_of(tx, milestone, milestone.c.kind == kind)))
        stages.append(("inbreuken", count_of(tx, infringement)))
        stages += _by(tx, infringement, infringement.c.status, "  inbreuk: ")
        stages += _by(tx, decision, decision.c.outcome, "besluit: ")
        stages += _by(tx, decision, decision.c.collection, "  inning: ")
        return stages


def outcomes(database: Database) -> Counts:
    """How cases ended, and what those that run wait for."""
    with database.read() as tx:
        ended = tx.execute(
            select(case.c.process, case.c.outcome, func.count())
            .where(case.c.status == CaseStatus.ENDED)
            .group_by(case.c.process, case.c.outcome)
        )
        found = [(f"{process} beëindigd: {outcome}", number) for process, outcome, number in ended]
        waiting = Counter(f"{process} wacht: {reason}" for process, reason in _reasons(tx).values())
        return sorted(found) + sorted(waiting.items())


def faults(database: Database, expected: Collection[str] = EXPECTED) -> list[str]:
    """Everything that should not be, incidents but for the `expected` ones too; empty when all is well."""
    with database.read() as tx:
        running = tx.execute(
            select(case.c.id, case.c.number).where(case.c.status == CaseStatus.RUNNING)
        ).all()
        reasons = _reasons(tx)
        found = [
            f"{row.number} waits for nothing that has a name" for row in running if row.id not in reasons
        ]
        late = (term.c.kind == TermKind.TIMER, term.c.status == TermStatus.RUNNING, term.c.fires_at <= tx.now)
        found += [
            f"{number} terms are due and did not fire" for number in [count_of(tx, term, *late)] if number
        ]
        stuck = (letter.c.status == LetterStatus.REQUESTED, letter.c.problem.is_(None))
        found += [f"{number} letters are not made" for number in [count_of(tx, letter, *stuck)] if number]
        ended = select(case.c.id).where(case.c.status == CaseStatus.ENDED)
        for name, table, is_open in (
            ("tasks", task, task.c.status == TaskStatus.OPEN),
            ("terms", term, term.c.status.in_((TermStatus.RUNNING, TermStatus.WAITING))),
            ("subscriptions", subscription, subscription.c.id.is_not(None)),
        ):
            number = count_of(tx, table, is_open, table.c.case_id.in_(ended))
            found += [f"{number} {name} of ended cases are open"] if number else []
        for code, number in _by(tx, incident, incident.c.code, ""):
            found += [] if code in expected else [f"{number} incidents: {code}"]
        some = tx.execute(select(case.c.id).order_by(case.c.id.desc()).limit(CHAINS)).scalars().all()
        found += [f"the audit chain of case {of} is broken" for of in some if audit.broken_at(tx, of)]
        return found


def incidents(database: Database) -> Counts:
    with database.read() as tx:
        kept = count_of(tx, message, message.c.status == MessageStatus.WAITING)
        return [
            *_by(tx, incident, incident.c.code, "incident: "),
            ("berichten die nog niemand verwacht", kept),
        ]


def _reasons(tx: Transaction) -> dict[int, tuple[str, str]]:
    """Per running case what it waits for: a person's task before a term, a term before a message."""
    running = case.c.status == CaseStatus.RUNNING
    named = (
        (subscription, subscription.c.name, "bericht", subscription.c.id.is_not(None)),
        (term, term.c.code, "termijn", term.c.status.in_((TermStatus.RUNNING, TermStatus.WAITING))),
        (task, task.c.element, "taak", task.c.status == TaskStatus.OPEN),
    )
    found: dict[int, tuple[str, str]] = {}
    for table, name, kind, is_open in named:
        rows = tx.execute(
            select(case.c.id, case.c.process, name)
            .join(table, table.c.case_id == case.c.id)
            .where(running, is_open, name != "traject_vervallen")
        )
        found |= {case_id: (process, f"{kind} {value}") for case_id, process, value in rows}
    return found


def count_of(tx: Transaction, table: object, *conditions: object) -> int:
    """How many rows."""
    return int(tx.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())


def _by(tx: Transaction, table: object, column: object, prefix: str) -> Counts:
    rows = tx.execute(
        select(column, func.count())
        .select_from(table)
        .where(column.is_not(None))
        .group_by(column)
        .order_by(column)
    )
    return [(f"{prefix}{value}", number) for value, number in rows]
