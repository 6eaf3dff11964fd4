"""Moving the clock of a case in three steps: ask, show what would happen to each running term, write.

Nothing is written before somebody has seen what it does. The confirmation says what was seen; when that is
no longer what would happen, it is shown again instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import case_rows, steps, term_changes, term_previews
from app.casework.actors import Refused
from app.casework.case_rows import CaseRow
from app.casework.term_moving import Recount
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.forms import FieldError, Form
from app.web import casework_wording, term_forms  # noqa: F401 - the sentences for what casework refuses
from app.web.clock_words import happened, notices, outcome_key
from app.web.commands import new_command_id, posted_command
from app.web.context import database, viewer
from app.web.forms import posted_answers, show
from app.web.rendering import page
from app.web.wording import words

STEP, LOOK, WRITE = "_stap", "bekijken", "vastleggen"  # any other step goes back to the questions
SEEN = "_gezien"

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """Something that a person can do to the clock of a case: what is asked, what it would do, doing it."""

    heading: str
    lead: str
    done: str
    form: Form
    preview: Callable[[Values], list[Recount]]
    write: Callable[[Values], object]
    known: Values = field(default_factory=dict)


Make = Callable[[Transaction, CaseRow], Change]


def answer(case_id: int, make: Make) -> ResponseReturnValue:
    """The form; after it what would happen; and once that is confirmed, what happened."""
    step = request.form.get(STEP)
    if step == WRITE:
        try:
            return _write(case_id, make)
        except Refused:
            raise
        except DomainError as refused:  # undone as a whole; the form says why
            return _look(case_id, make, step, refused)
    return _look(case_id, make, step)


def _look(
    case_id: int, make: Make, step: str | None, refused: DomainError | None = None
) -> ResponseReturnValue:
    with database().read() as tx:
        row, change = _opened(tx, case_rows.look(tx, case_id), make)
        if step is None or refused:
            return _form_page(row, change, refused)
        answers = change.form.validate(posted_answers(request.form), _no_condition)
        if step != LOOK or answers.errors:
            return _form_page(row, change, errors=answers.errors if step == LOOK else ())
        try:
            return _preview_page(tx, row, change, answers.values, change.preview(answers.values))
        except DomainError as problem:
            return _form_page(row, change, problem)


def _write(case_id: int, make: Make) -> ResponseReturnValue:
    command = posted_command()
    with database().transaction() as tx:
        row = case_rows.lock(tx, case_id)
        if steps.seen(tx, command.id):
            flash(_("Het is vastgelegd in het dossier."), "success")
            return redirect(url_for("cases.show_case", case_id=case_id))
        row, change = _opened(tx, row, make)
        answers = change.form.validate(posted_answers(request.form), _no_condition)
        if answers.errors:
            return _form_page(row, change, errors=answers.errors)
        found = change.preview(answers.values)
        if request.form.get(SEEN) != outcome_key(found):
            return _preview_page(tx, row, change, answers.values, found, changed=True)
        steps.mark(tx, command.id, case_id)
        change.write(answers.values)
    flash(f"{change.done} {happened(found)}", "success")
    return redirect(url_for("cases.show_case", case_id=case_id, _anchor="termijnen"))


def _opened(tx: Transaction, row: CaseRow, make: Make) -> tuple[CaseRow, Change]:
    term_changes.check_may_move(row, viewer().actor)
    return row, make(tx, row)


def _form_page(
    row: CaseRow, change: Change, refused: DomainError | None = None, errors: Sequence[FieldError] = ()
) -> ResponseReturnValue:
    """The questions, with what was typed before and all that is wrong with it."""
    at_field = term_forms.error_in(change.form, refused) if refused else None
    errors = [at_field] if at_field else errors
    posted = request.form or None
    content = page(
        "cases/clock_form.html",
        case=row,
        change=change,
        form=show(change.form, posted=posted, errors=errors, known=change.known),
        failure=words(refused) if refused and not at_field else None,
    )
    return content, 422 if errors else 409 if refused else 200


def _preview_page(
    tx: Transaction,
    row: CaseRow,
    change: Change,
    values: Values,
    found: list[Recount],
    *,
    changed: bool = False,
) -> ResponseReturnValue:
    passed = _passed(tx, row, values)
    content = page(
        "cases/clock_preview.html",
        case=row,
        change=change,
        answers=[(each, values[each.key]) for each in change.form.fields],
        found=found,
        notices=notices(tx.today, values, found, passed),
        changed=changed,
        seen=outcome_key(found),
        typed=[(key, text) for key, text in request.form.items(multi=True) if _is_answer(key)],
        command_id=new_command_id(),
    )
    return content, 409 if changed else 200


def _is_answer(key: str) -> bool:
    return not key.startswith("_") and key != "csrf_token"


def _no_condition(_text: str, _values: Values) -> None:
    return None


def _passed(tx: Transaction, row: CaseRow, values: Values) -> list[Any]:
    """Terms that a suspension comes too late for."""
    first = term_forms.day_of(values.get("van"))
    return term_previews.passed_since(tx, row.id, first) if first else []
