"""What a demo has no example of: every list, state, letter and element of the diagrams is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, select

from app.casework import demo_accounts, releases
from app.db.session import Database, Transaction
from app.db.tables import (
    account,
    address_check,
    audit,
    case,
    decision,
    import_run,
    incident,
    infringement,
    letter,
    message,
    milestone,
    obligation_check,
    person,
    print_batch,
    suspension,
    task,
    term,
    term_change,
)
from app.domain import vocabulary as words
from app.domain.regions import SANCTION
from app.engine.catalogue import Element
from app.engine.release import Release
from app.insight import letters, worklist

STATES: tuple[tuple[Column[Any], type[StrEnum], set[str]], ...] = (
    (case.c.status, words.CaseStatus, set()),
    (task.c.status, words.TaskStatus, set()),
    (term.c.status, words.TermStatus, set()),
    (term.c.kind, words.TermKind, set()),
    (letter.c.status, words.LetterStatus, set()),
    (
        message.c.status,
        words.MessageStatus,
        {words.MessageStatus.UNDELIVERABLE},  # its case ended the moment before: no story aims at that
    ),
    (infringement.c.status, words.InfringementStatus, set()),
    (
        infringement.c.type,
        words.InfringementType,
        {
            words.InfringementType.ENDED_EARLY,  # for facts before 1 March 2022, which are over
        },
    ),
    (address_check.c.outcome, words.AddressOutcome, {words.AddressOutcome.NEW_ADDRESS}),
    (decision.c.outcome, words.DecisionOutcome, set()),
    (decision.c.collection, words.Collection, set()),
    (milestone.c.kind, words.Milestone, {words.Milestone.BRUSSELS_EXEMPTED}),
    (
        person.c.status,
        words.PersonStatus,
        {words.PersonStatus.MOVED_OUT, words.PersonStatus.WITHDRAWN},
    ),  # no import says so
    (
        term_change.c.kind,
        words.TermChange,
        {words.TermChange.NEW_RULE},  # a choice of the process owner, after a new release
    ),
)
VISIBLE = {"userTask", "sendTask"}  # what a visitor sees of a diagram; every flow is the scenarios' matter
UNSEEN = {  # rare roads that are told in scenarios only
    "handhaving": {"terugbetaling_na_herziening"},
    "inburgering_oud": {
        "uitnodiging_opnieuw_versturen",
        "uitstel_beoordelen",
        "attest_uitstel_aanmelding_versturen",
        "attest_uitstel_ondertekening_versturen",
        "vrijstelling_beoordelen",
        "attest_vrijstelling_versturen",
    },
}
WALKED = {"inburgering": 0.8, "inburgering_oud": 0.3, "inbreuk": 0.9, "handhaving": 0.8}
INCIDENTS = {"brief_teken_niet_afdrukbaar", "termijn_te_laat_bekend"}


def gaps(database: Database) -> list[str]:
    """Everything that has no example, in words; empty for a demo as it should be."""
    with database.read() as tx:
        _, release = releases.current(tx)
        found = (
            _states(tx),
            _diagrams(tx, release),
            _work(tx, release),
            _mail(tx, release),
            _troubles(tx),
            _brussels(tx),
        )
        return [gap for some in found for gap in some]


def _states(tx: Transaction) -> Iterator[str]:
    for column, kinds, unreachable in STATES:
        there = set(tx.execute(select(column).distinct()).scalars())
        yield from (f"{column}: {kind}" for kind in kinds if kind not in there | unreachable)


def _diagrams(tx: Transaction, release: Release) -> Iterator[str]:
    passed: dict[str, set[str]] = {}
    for row in tx.execute(select(audit.c.data, case.c.process).join(case, case.c.id == audit.c.case_id)):
        came_by = [*row.data.get("gepasseerd", []), row.data.get("element")]
        passed.setdefault(row.process, set()).update(came_by)
    outcomes = set(tx.execute(select(case.c.outcome).distinct()).scalars())
    for name in WALKED:
        process = release.processes[name]
        elements = process.elements.values()
        seen = {element.id for element in elements if element.kind in VISIBLE} - UNSEEN.get(name, set())
        yield from (f"{name}: {element}" for element in sorted(seen - passed[name]))
        share = len(passed[name] & set(process.elements)) / len(process.elements)
        if share < WALKED[name]:
            yield f"{name}: only {share:.0%} of its elements"
        ends = {element.outcome for element in process.elements.values() if element.outcome}
        yield from (f"{name}: outcome {outcome}" for outcome in ends - outcomes)


def _work(tx: Transaction, release: Release) -> Iterator[str]:
    """One of every kind of task is open and done; each desk of each role has work, not all of it late."""
    elements = _elements(release)
    rare = set().union(*UNSEEN.values()) - {"uitstel_beoordelen", "vrijstelling_beoordelen"}
    kinds = {element.id for element in elements if element.kind == "userTask"} - rare
    for status in (words.TaskStatus.OPEN, words.TaskStatus.COMPLETED):
        there = set(tx.execute(select(task.c.element).distinct().where(task.c.status == status)).scalars())
        yield from (f"task {kind}: {status}" for kind in kinds - there)
    codes = set(tx.execute(select(term.c.code).distinct()).scalars())
    yield from (f"term {each.term}" for each in elements if each.term and each.term not in codes)
    late = 0
    for viewer in demo_accounts.actors(tx):
        counts = worklist.team(tx, viewer).counts
        is_desk = viewer.roles & _WITH_WORK
        if is_desk and not counts.all:
            yield f"no work for {viewer.name} of {viewer.organisation}"
        if counts.late > max(counts.all // 2, 2):
            yield f"most of the work of {viewer.name} is late"
        late += counts.late
    if not late:
        yield "nothing is late"
    if tx.execute(select(task.c.id).where(task.c.assignee_id.is_not(None))).first() is None:
        yield "nobody has taken a task"


_WITH_WORK = {
    words.Role.CASE_MANAGER,
    words.Role.TRAJECTORY_COUNSELLOR,
    words.Role.TEAM_LEAD,
    words.Role.ENFORCEMENT_OFFICER,
}


def _mail(tx: Transaction, release: Release) -> Iterator[str]:
    templates = {element.letter for element in _elements(release) if element.letter}
    sent = letter.c.status == words.LetterStatus.SENT
    there = set(tx.execute(select(letter.c.template).distinct().where(sent)).scalars())
    yield from (f"letter {template}" for template in templates - there)
    if tx.execute(select(print_batch.c.id)).first() is None:
        yield "no print batch"
    desks = {viewer.organisation: viewer for viewer in demo_accounts.actors(tx) if viewer.roles & _WITH_WORK}
    mails = [letters.mail_of(tx, viewer) for viewer in desks.values()]
    if tx.execute(select(address_check.c.id).where(address_check.c.closed_at.is_(None))).first() is None:
        yield "nobody has an address to look up"
    if not any(mail.stuck for mail in mails):
        yield "no letter is stuck"


def _troubles(tx: Transaction) -> Iterator[str]:
    opened = set(tx.execute(select(incident.c.code).where(incident.c.resolved_at.is_(None))).scalars())
    yield from (f"incident {code}" for code in INCIDENTS ^ opened)
    if tx.execute(select(incident.c.id).where(incident.c.resolved_at.is_not(None))).first() is None:
        yield "no incident was solved"
    counts = list(tx.execute(select(import_run.c.counts)).scalars())
    for kind in ("new", "changed", "unchanged", "rejected"):
        if not any(each[kind] for each in counts):
            yield f"no import with rows that are {kind}"
    pauses = tx.execute(select(suspension)).all()
    for what, there in (
        ("without end", any(row.last_day is None and row.withdrawn_at is None for row in pauses)),
        ("with an end", any(row.last_day is not None for row in pauses)),
        ("withdrawn", any(row.withdrawn_at is not None for row in pauses)),
    ):
        if not there:
            yield f"no suspension {what}"
    if tx.execute(select(account.c.id)).first() is None:
        yield "no account"


def _elements(release: Release) -> list[Element]:
    """Of Flanders; of Brussels a few stories are told, the rest is the scenarios' matter."""
    return [element for name in WALKED for element in release.processes[name].elements.values()]


def _brussels(tx: Transaction) -> Iterator[str]:
    """Checks of each kind, work at both counters and at the GGC, and the letters that people know."""
    wanted: tuple[tuple[Column[Any], set[str]], ...] = (
        (obligation_check.c.outcome, {"verplicht", "vrijgesteld", "onbepaald"}),
        (case.c.outcome, {"voltooid"}),
        (
            letter.c.template,
            {
                "attest_van_verplichting",
                "brussel_aanmaning_aanmelding",
                "brussel_beslissing_opschorting",
                "brussel_uitnodiging_hoorzitting",
                "brussel_sanctiebesluit",
            },
        ),
    )
    for column, names in wanted:
        there = set(tx.execute(select(column).distinct()).scalars())
        yield from (f"{column}: {name}" for name in names - there)
    open_tasks = select(task.c.element).where(task.c.status == words.TaskStatus.OPEN)
    still = {"verplichting_bepalen", "attest_overhandigen", "weigering_vaststellen", "sanctie_beslissen"}
    yield from (f"task {name}: open" for name in still - set(tx.execute(open_tasks).scalars()))
    files = tx.execute(select(case.c.id).where(case.c.process == SANCTION)).all()
    if len(files) < 2:
        yield "not two files at the GGC"
