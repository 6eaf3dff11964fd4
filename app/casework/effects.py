"""What a diagram asked for, applied after the engine ran, in the step's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.casework import enforcement, granted, letter_language, organisations
from app.casework.actors import Actor
from app.casework.case_rows import CaseRow, as_day
from app.db.session import Transaction
from app.db.tables import letter, milestone, task
from app.domain.errors import DomainError
from app.domain.vocabulary import NOT_LEFT, LetterStatus, Milestone, TaskStatus
from app.engine.errors import EngineError
from app.engine.runtime import Asked, Run
from app.forms import FieldError

_ADD_LETTER = insert(letter)
_CANCEL_LETTERS = (
    update(letter)
    .where(
        letter.c.case_id == bindparam("case"),
        or_(*(letter.c.status == status for status in NOT_LEFT)),  # for many rows at once: not `in_`
    )
    .values(status=LetterStatus.CANCELLED, cancelled_at=bindparam("now"))
)
_CANCEL_LETTER = _CANCEL_LETTERS.where(letter.c.template == bindparam("sjabloon"))
_HAND_OVER = (
    update(letter)
    .where(
        letter.c.case_id == bindparam("case"),
        letter.c.template.in_(bindparam("templates", expanding=True)),
        letter.c.status.in_((LetterStatus.MADE, LetterStatus.IN_BATCH)),
    )
    .values(
        status=LetterStatus.SENT,
        sent_on=bindparam("day"),
        sent_noted_at=bindparam("now"),
        sent_noted_by=bindparam("account"),
    )
)
_NOT_MADE = select(letter.c.id).where(
    letter.c.case_id == bindparam("case"),
    letter.c.template.in_(bindparam("templates", expanding=True)),
    letter.c.status == LetterStatus.REQUESTED,
)
_ADD_MILESTONE = insert(milestone)
_MOVE_TASKS = (
    update(task)
    .where(task.c.case_id == bindparam("case"), task.c.status == TaskStatus.OPEN)
    .values(organisation=bindparam("new_organisation"), assignee_id=None)
)


def organisation(tx: Transaction, run: Run, before: str | None) -> str | None:
    """The organisation that the case has after this step."""
    given = [asked for asked in run.asked if asked.name == "dossier_toewijzen"]
    if not given:
        return before
    code = given[-1].parameters.get("organisatie")
    if not isinstance(code, str) or not organisations.exists(tx, code):
        raise EngineError("organisatie_onbekend", given[-1].element, organisatie=code)
    return code


def apply(tx: Transaction, row: CaseRow, run: Run, actor: Actor) -> None:
    """Carry out every effect of the step, in the order in which the diagram asked."""
    for asked in run.asked:
        if asked.name != "brief":
            _apply_one(tx, row, asked, actor)
    letters = [asked for asked in run.asked if asked.name == "brief"]
    if letters:
        tx.write(_ADD_LETTER, [_letter(tx, row, asked, _language(run, asked)) for asked in letters])


def _apply_one(tx: Transaction, row: CaseRow, asked: Asked, actor: Actor) -> None:
    """What a diagram asks wrongly is a fault of the step, at its element."""
    try:
        _APPLY[asked.name](tx, row, asked.parameters, actor)
    except DomainError as problem:
        raise EngineError(problem.code, asked.element, **problem.facts) from problem
    except (KeyError, TypeError, ValueError, IntegrityError) as problem:
        raise EngineError("handeling_mislukt", asked.element, handeling=asked.name) from problem


def cancel_letters(tx: Transaction, row: CaseRow) -> None:
    """The case ends: what it asked for and has not left yet, stays."""
    tx.write(_CANCEL_LETTERS, [{"case": row.id, "now": tx.now}])


def _language(run: Run, asked: Asked) -> str:
    try:
        return letter_language.of(run.process.region, run.data)
    except DomainError as problem:
        raise EngineError(problem.code, asked.element, **problem.facts) from problem


def _letter(tx: Transaction, row: CaseRow, asked: Asked, language: str) -> dict[str, Any]:
    return {
        "case_id": row.id,
        "person_id": row.person_id,
        "organisation": row.organisation,
        "template": asked.parameters["sjabloon"],
        "language": language,
        "registered": asked.parameters["aangetekend"],
        "status": LetterStatus.REQUESTED,
        "requested_at": tx.now,
    }


def _assign(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    if row.version:  # a new case has no open tasks to take along
        tx.execute(_MOVE_TASKS, {"case": row.id, "new_organisation": given["organisatie"]})


def _mark(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    mark = {
        "case_id": row.id,
        "person_id": row.person_id,
        "kind": Milestone(given["soort"]),
        "on_day": as_day(given["datum"]),
    }
    tx.write(_ADD_MILESTONE, [mark])


def _hand_over(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """Given to the person at the counter: the post has nothing to do with these letters any more."""
    of = {"case": row.id, "templates": list(given["sjablonen"])}
    if tx.execute(_NOT_MADE, of).first() is not None:
        raise DomainError("brief_nog_niet_gemaakt")
    noted = {"day": as_day(given["datum"]), "now": tx.now, "account": actor.account_id}
    tx.execute(_HAND_OVER, of | noted)
    _mark(tx, row, given, actor)


def check_handing_over(tx: Transaction, row: CaseRow, values: Mapping[str, Any]) -> list[FieldError]:
    """Nobody hands over what is not printed: said at the form, before the step would fail on it."""
    waiting = select(letter.c.id).where(letter.c.case_id == row.id, letter.c.status == LetterStatus.REQUESTED)
    if tx.execute(waiting.limit(1)).first() is None:
        return []
    return [FieldError("overhandigd_op", "brief_nog_niet_gemaakt", {})]


def _cancel_letter(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    tx.write(_CANCEL_LETTER, [{"case": row.id, "sjabloon": given["sjabloon"], "now": tx.now}])


_APPLY: dict[str, Callable[[Transaction, CaseRow, Mapping[str, Any], Actor], None]] = {
    "dossier_toewijzen": _assign,
    "mijlpaal": _mark,
    "overhandigen": _hand_over,
    "brief_annuleren": _cancel_letter,
    "termijn_uitstellen": granted.postpone,
    "opschorten": granted.suspend,
    "opschorting_beeindigen": granted.resume,
    "inbreuk_registreren": enforcement.register_infringement,
    "inbreuk_bijwerken": enforcement.update_infringement,
    "inbreuk_niet_vervolgen": enforcement.drop_infringement,
    "besluit_registreren": enforcement.register_decision,
    "sanctie_registreren": enforcement.register_sanction,
    "bedrag_registreren": enforcement.register_amount,
    "besluit_herzien": enforcement.revise_decision,
    "terugbetaling_registreren": enforcement.register_refund,
    "inning_bijwerken": enforcement.update_collection,
}
