"""One check at the counter on its way: who stands there, what was filled in, what the table makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import request

from app.casework import obligation_checks, obligations, people, releases, walk_in
from app.casework.obligation_checks import Said
from app.casework.obligations import Looked
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.municipalities import find_municipality
from app.domain.national_number import NationalNumber
from app.forms import FieldError, Form, without_conditions
from app.insight.obligation_checks import checks_of
from app.web.commands import new_command_id
from app.web.context import viewer
from app.web.counter_form import (
    GROUND,
    LANGUAGE,
    NUMBER,
    answers_of,
    check_form,
    facts_of,
    impossible_days,
)
from app.web.forms import posted_answers, show
from app.web.rendering import page
from app.web.wording import words

STEP = "stap"  # the button that only looks
_OF_THE_FORM = {"geboortedatum_past_niet": "birth_date"}


class CounterCheck:
    """One check on its way: who stands here, what was filled in, and what the table makes of it."""

    def __init__(self, tx: Transaction, nis: str, number: NationalNumber) -> None:
        self.tx, self.nis, self.number = tx, nis, number
        self.known = people.by_number(tx, number.digits)
        self.form: Form = check_form(obligation_checks.grounds(tx))
        posted = posted_answers(request.form)
        answers = {name: posted[name] for name in posted if name not in (NUMBER, STEP)}
        validated = self.form.validate(answers, without_conditions)
        self.values = validated.values
        self.errors = list(validated.errors) or impossible_days(self.values, tx.today)

    def shown(self, *, asked: bool, refused: DomainError | None = None) -> tuple[str, int]:
        """The page; `asked` when the form came back filled in, else it shows what is known."""
        errors = self.errors if asked else []
        if refused is not None and refused.code in _OF_THE_FORM:
            errors, refused = [FieldError(_OF_THE_FORM[refused.code], refused.code, refused.facts)], None
        missing_language = asked and {error.key for error in errors} == {LANGUAGE}
        looked = None
        if asked and (not errors or missing_language):
            looked = self._looked(facts_of(self.values, self.nis, self.known), self.values[GROUND] or None)
        elif not asked and self.known is not None:
            looked = self._looked(self._here(), None)
        if missing_language and STEP in request.form:
            errors = []  # asked before it is kept, not before it is looked at
        view = show(self.form, posted=request.form if asked else None, errors=errors, known=self._answers())
        text = page(
            "counter/check.html",
            number=self.number.digits,
            known=self.known,
            before=self._before(),
            elsewhere=self._elsewhere(),
            looked=looked,
            view=view,
            groups=dict(zip(("stay", "who", "shown"), view.parts, strict=True)),
            open_facts=self.known is None or bool(errors),
            refusal=words(refused) if refused else None,
            municipality=self._municipality(self.nis),
            command_id=new_command_id(),
        )
        return text, 422 if errors or refused else 200

    def keep(self) -> obligation_checks.Recorded:
        """Raises Refused, EngineError, DomainError; then nothing is kept."""
        actor = viewer().actor
        facts = facts_of(self.values, self.nis, self.known)
        person_row = self.known or walk_in.create_person(self.tx, facts | {NUMBER: self.number.digits}, actor)
        said = Said(self.values[GROUND] or None, self.values[LANGUAGE], facts)
        return obligation_checks.record(self.tx, person_row["id"], said, actor)

    def _looked(self, facts: Mapping[str, Any], ground: str | None) -> Looked:
        nobody = dict.fromkeys(people.FACTS)
        row = {**nobody, **(self.known or {}), **facts, NUMBER: self.number.digits}
        looked = obligation_checks.look(self.tx, row, ground, self.tx.today)
        table = releases.current(self.tx)[1].table(obligations.TABLE)
        ground_label = table.labels[table.inputs.index(obligations.GROUND)]
        asked = {label: value for label, value in looked.conditions.items() if label != ground_label}
        return replace(looked, conditions=asked)  # the ground stands in the form beside it

    def _before(self) -> Any:
        """The last check of somebody known, whichever municipality did it."""
        if self.known is None:
            return None
        return next(iter(checks_of(self.tx, self.known["id"])), None)

    def _here(self) -> dict[str, Any]:
        """Somebody known, as living in this municipality: that is what the officer will say."""
        return {"nis_code": self.nis}

    def _answers(self) -> dict[str, Any]:
        if self.known is not None:
            return answers_of(self.known)
        born = self.number
        whole = born.year and born.month and born.day
        return {
            "birth_date": date(born.year, born.month, born.day).isoformat() if whole else None,  # type: ignore[arg-type]
            "first_registered_brussels": self.tx.today.isoformat(),
        }

    def _elsewhere(self) -> str | None:
        """The other municipality in which we knew somebody to live."""
        if self.known is None or self.known["nis_code"] == self.nis:
            return None
        return self._municipality(self.known["nis_code"])

    @staticmethod
    def _municipality(nis: str) -> str:
        found = find_municipality(nis)
        return found.name if found else nis
