"""POST /checks: a municipality of Brussels asks what the law says of somebody, or records it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.casework import obligation_checks, people, walk_in
from app.casework.actors import Actor
from app.casework.obligation_checks import Said
from app.casework.obligations import Looked
from app.db.session import Transaction
from app.domain.organisations import municipality_code
from app.domain.scopes import Scope
from app.domain.vocabulary import PersonStatus
from app.exchange.register_columns import COLUMNS, BadCellError
from app.web.api.blueprint import blueprint, post
from app.web.api.guard import current_actor
from app.web.api.once import once
from app.web.api.partner_schemas import CheckIn, CheckOut
from app.web.api.problems import AnswersRefused
from app.web.api.wording import FIELD_WORDS, WRONG
from app.web.i18n import language

# What must be told of somebody whom the own municipality does not know yet.
_NEEDED = ("naam", "nationaliteit", "nis_gemeente")


@post("/checks", Scope.CHECK, tag="Checks")
@blueprint.arguments(CheckIn)
@once
@blueprint.response(200, CheckOut)
def check_person(tx: Transaction, given: dict[str, Any]) -> dict[str, Any]:
    """What the ordinance says of somebody at the counter of a municipality of Brussels

    With `record` the check is kept, and the case that belongs to it begins; else nothing is written. `person`
    is what you see today, as in a register extract. It may be left out for who lives in your municipality and
    is known here; of anybody else, `naam`, `nationaliteit` and `nis_gemeente` (yours) are needed.
    """
    actor = current_actor()
    facts = _facts(given["person"]) | {"national_number": given["national_number"]}
    known = _known_here(tx, facts, actor)
    if known is None:
        missing = [name for name in _NEEDED if not given["person"].get(name)]
        if missing:
            said = str(FIELD_WORDS["Missing data for required field."])
            wrong = [{"field": f"person.{name}", "detail": said} for name in missing]
            raise AnswersRefused(wrong)
    if not given["record"]:
        row = dict.fromkeys(people.FACTS) | dict(known or {}) | facts
        looked = obligation_checks.look(tx, row, given["grounds"], tx.today)
        return _told(looked, recorded=False)
    person = people.by_number(tx, given["national_number"]) or walk_in.create_person(tx, facts, actor)
    kept = obligation_checks.record(tx, person["id"], Said(given["grounds"], given["language"], facts), actor)
    return _told(kept.looked, recorded=True, case_number=kept.case_number)


def _facts(person: Mapping[str, str]) -> dict[str, Any]:
    """The columns of `person` that were given. Raises AnswersRefused with all that cannot be read."""
    facts: dict[str, Any] = {}
    wrong = []
    for name, text in person.items():
        try:
            facts[COLUMNS[name].field] = COLUMNS[name].parse(text.strip()) if text.strip() else None
        except BadCellError as problem:
            told = str(problem) if language() == "nl" else str(WRONG)
            wrong.append({"field": f"person.{name}", "detail": told})
    if wrong:
        raise AnswersRefused(wrong)
    return facts


def _known_here(tx: Transaction, facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any] | None:
    """The person as we know them, where their municipality asks; what others know is not told."""
    row = people.by_number(tx, facts["national_number"])
    if row is None or row["status"] == PersonStatus.WITHDRAWN:
        return None
    return row if municipality_code(row["nis_code"]) == actor.organisation else None


def _told(looked: Looked, *, recorded: bool, case_number: str | None = None) -> dict[str, Any]:
    return {
        "outcome": looked.outcome,
        "reason": looked.reason,
        "basis": looked.basis,
        "conditions": {
            label: value.isoformat() if isinstance(value, date) else value
            for label, value in looked.conditions.items()
        },
        "recorded": recorded,
        "case_number": case_number,
    }
