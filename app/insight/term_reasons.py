"""Why a term has not fired: each term of a case with the one reason that holds it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from app.casework.term_counting import TOO_LATE
from app.db.session import Transaction
from app.db.tables import case, incident, letter, term
from app.domain.errors import DomainError
from app.domain.failures import IncidentKind
from app.domain.vocabulary import LetterStatus, TermKind, TermStatus
from app.engine.release import Release
from app.insight.operations import workers_seen
from app.insight.terms import Term, pauses_of, terms_of
from app.insight.viewer import Releases

_LAST_LETTER = (
    select(letter.c.status, letter.c.problem)
    .where(letter.c.case_id == bindparam("case"), letter.c.template == bindparam("of"))
    .order_by(letter.c.id.desc())
    .limit(1)
)
_OPEN_INCIDENTS = (
    select(incident)
    .where(
        incident.c.case_id == bindparam("case"),
        incident.c.kind == IncidentKind.TERM,
        incident.c.resolved_at.is_(None),
    )
    .order_by(incident.c.id)
)
_BEFORE = select(func.count()).where(
    term.c.status == TermStatus.RUNNING,
    term.c.kind == TermKind.TIMER,
    term.c.fires_at < bindparam("moment"),
)
_DONE = {TermStatus.EXPIRED: "termijn_verstreken", TermStatus.WITHDRAWN: "termijn_vervallen"}


@dataclass(frozen=True)
class Reason:
    """What holds a term: a code with its facts; `words_for` (app.web.wording) makes a sentence of it."""

    term: Term
    code: str
    facts: Mapping[str, Any]


def case_numbered(tx: Transaction, number: str) -> tuple[int, int]:
    """The case of that number and its release, by their ids. Raises DomainError `dossier_onbekend`."""
    found = tx.execute(select(case.c.id, case.c.release_id).where(case.c.number == number)).first()
    if found is None:
        raise DomainError("dossier_onbekend", dossier=number)
    return found.id, found.release_id


def why_not_fired(tx: Transaction, case_id: int, release: Release, releases: Releases) -> list[Reason]:
    """Each term of the case, the open ones first, and why it did not fire (yet)."""
    return reasons_of(tx, case_id, terms_of(tx, case_id, release, releases))


def reasons_of(tx: Transaction, case_id: int, terms: Iterable[Term]) -> list[Reason]:
    """The same for terms of a case that were read already; one that simply runs costs no look-up."""
    return [Reason(each, *_reason(tx, case_id, each)) for each in terms]


def why_due(tx: Transaction) -> Callable[[datetime], tuple[str, Mapping[str, Any]]]:
    """What holds a term whose moment has come: the workers, of which is read once, or its turn."""
    workers = workers_seen(tx)
    alive = [worker for worker in workers if worker.alive]
    problems = [worker.jobs.get("fire_terms", {}).get("problem") for worker in alive]

    def why(fires_at: datetime) -> tuple[str, Mapping[str, Any]]:
        facts: dict[str, Any] = {"moment": fires_at}
        if not workers:
            return "termijn_nooit_worker", facts
        if not alive:
            return "termijn_geen_worker", {**facts, "gezien": max(each.seen_at for each in workers)}
        if all(problems):
            return "termijn_worker_faalt", {**facts, "probleem": ", ".join(sorted({*map(str, problems)}))}
        before = tx.execute(_BEFORE, facts).scalar_one()
        return "termijn_aan_de_beurt", {**facts, "eerder": before}

    return why


def _reason(tx: Transaction, case_id: int, each: Term) -> tuple[str, Mapping[str, Any]]:
    if not each.is_open:
        return _DONE[TermStatus(each.status)], {"dag": each.last_day} if each.last_day else {}
    if not each.runs:
        return _waits(tx, case_id, each)
    if each.suspended:
        return "termijn_geschorst", {"sinds": _suspended_since(tx, case_id)}
    if each.kind == TermKind.TASK:
        return "termijn_van_taak", {"dag": each.last_day}
    if each.fires_at is None:
        return _disarmed(tx, case_id, each)
    if each.fires_at > tx.now:
        return "termijn_nog_niet", {"moment": each.fires_at}
    return why_due(tx)(each.fires_at)


def _waits(tx: Transaction, case_id: int, each: Term) -> tuple[str, Mapping[str, Any]]:
    """The day from which it is counted is not known."""
    if each.letter is None:
        return why_fact(each.fact or each.code)
    return why_letter(each.letter, tx.execute(_LAST_LETTER, {"case": case_id, "of": each.letter}).first())


def why_fact(name: str) -> tuple[str, Mapping[str, Any]]:
    """What holds a term that begins on a day that the case does not know yet; its name in words."""
    return "termijn_wacht_op_feit", {"feit": name.replace("_", " ")}


def why_letter(template: str, last: Any) -> tuple[str, Mapping[str, Any]]:
    """What holds a term that begins when a letter leaves, by the `last` letter of that template."""
    facts = {"brief": template}
    if last is None or last.status in (LetterStatus.CANCELLED, LetterStatus.SENT):
        return "termijn_brief_niet_gevraagd", facts
    if last.status == LetterStatus.REQUESTED:
        return ("termijn_brief_mislukt" if last.problem else "termijn_brief_te_maken"), facts
    return "termijn_brief_te_verzenden", facts


def _suspended_since(tx: Transaction, case_id: int) -> Any:
    return next((each.first_day for each in pauses_of(tx, case_id) if each.now), None)


def _disarmed(tx: Transaction, case_id: int, each: Term) -> tuple[str, Mapping[str, Any]]:
    """It runs and has no moment: its step failed, or its day had passed before anybody knew it."""
    failed = tx.execute(_OPEN_INCIDENTS, {"case": case_id})
    mine = (row for row in failed if row.subject_id == each.id and row.code != TOO_LATE)
    return why_disarmed(next(mine, None), each.last_day)


def why_disarmed(failed: Any, last_day: date | None) -> tuple[str, Mapping[str, Any]]:
    """What holds a term that runs and has no moment: its step `failed` (an incident), or its day was over."""
    if failed is None:
        return "termijn_dag_was_voorbij", {"dag": last_day}
    facts = {"incident": failed.id, "sinds": failed.created_at, "pogingen": failed.attempts}
    return "termijn_incident", facts
