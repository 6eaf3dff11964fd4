"""A letter in French, on express request of somebody in a municipality with facilities (legal.md 2.4 and 8).

The request belongs to this one letter: nothing is kept with the person, the next letter is in Dutch again.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from app.casework import audit, letter_cancelling, letter_language, letters, releases
from app.casework.actors import Actor
from app.casework.case_rows import CaseRow
from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import letter
from app.domain.errors import DomainError
from app.domain.vocabulary import NOT_LEFT, LetterStatus
from app.letters import in_language

REASON = "Franse versie op uitdrukkelijk verzoek"


def ask(tx: Transaction, letter_id: int, asked_on: date, actor: Actor) -> int:
    """Ask for the French version of a letter; the new letter's id.

    A letter that has not left is cancelled, and the French one takes its place with all that follows from its
    sending. One that has left is followed by a translation, by ordinary post, that starts no term. Raises
    DomainError `brief_onbekend`, `brief_geannuleerd`, `brief_al_frans`, `brief_frans_niet_hier` (gemeente),
    `brief_zonder_frans`, `verzoek_onmogelijk`.
    """
    case_row, row = letters.with_case(tx, letter_id)
    _check(tx, case_row, row, asked_on)
    if row.status in NOT_LEFT:
        letter_cancelling.take_out(tx, row, REASON, actor)
        new = letters.insert_like(tx, case_row, row, french_asked_on=asked_on, copy_of=row.id)
    else:
        new = letters.insert_like(
            tx, case_row, row, french_asked_on=asked_on, translation_of=row.id, registered=False
        )
    facts = {"brief": letter_id, "franse_brief": new, "verzoek_op": asked_on.isoformat()}
    audit.note(tx, case_row, "franse_brief_gevraagd", facts, actor)
    return new


def _check(tx: Transaction, case_row: CaseRow, row: Any, asked_on: date) -> None:
    if row.status == LetterStatus.CANCELLED:
        raise DomainError("brief_geannuleerd", brief=row.id)
    if row.language == letter_language.FRENCH or _is_translated(tx, row.id):
        raise DomainError("brief_al_frans", brief=row.id)
    if not letter_language.french_on_request(tx, case_row):
        town = case_row.person["municipality"]
        raise DomainError("brief_frans_niet_hier", brief=row.id, gemeente=town)
    release = releases.load(tx, case_row.release_id)
    templates = release.templates(release.process(case_row.process).region)
    if f"{in_language(row.template, 'fr')}.typ" not in templates:
        raise DomainError("brief_zonder_frans", brief=row.id)
    if not brussels_day(row.requested_at) <= asked_on <= tx.today:
        raise DomainError("verzoek_onmogelijk", brief=row.id, dag=asked_on.isoformat())


def _is_translated(tx: Transaction, letter_id: int) -> bool:
    translations = select(letter.c.id).where(
        letter.c.translation_of == letter_id, letter.c.status != LetterStatus.CANCELLED
    )
    return tx.execute(translations).first() is not None
