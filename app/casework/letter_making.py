"""From a requested letter to its PDF: set while nobody waits, kept in one short transaction.

Several workers make letters side by side: each claims a few, so that none is set twice. A claim only saves
work and ends by itself; that a letter is made once is kept by its status, under lock, when the PDF is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.exc import DBAPIError

from app.casework import incidents, letter_facts
from app.casework.letter_facts import Around
from app.clock import system_now
from app.db.session import Database, Transaction
from app.db.tables import document, letter
from app.domain.errors import DomainError
from app.domain.vocabulary import LetterStatus
from app.letters import Pdf, in_language, render

log = structlog.get_logger()

AT_ONCE = 20  # letters set before they are kept: a crash costs at most their setting again
CLAIM = timedelta(seconds=60)  # far longer than AT_ONCE letters take; after a crash they are free again

_REQUESTED = (
    select(letter)
    .where(letter.c.status == LetterStatus.REQUESTED, letter.c.problem.is_(None))
    .order_by(letter.c.id)
    .limit(bindparam("most"))
)
_FREE = _REQUESTED.where(
    or_(
        letter.c.claimed_until.is_(None),
        letter.c.claimed_until <= bindparam("now"),
        letter.c.claimed_until > bindparam("never"),  # claimed by a machine whose clock was wrong
    )
).with_for_update(skip_locked=True, key_share=True)
_ONE = select(letter).where(letter.c.id == bindparam("letter")).with_for_update(key_share=True)
_CLAIM = (
    update(letter)
    .where(letter.c.id.in_(bindparam("ids", expanding=True)))
    .values(claimed_until=bindparam("claimed"))
)
_STILL_ASKED = (
    select(letter.c.id)
    .where(letter.c.id.in_(bindparam("ids", expanding=True)), letter.c.status == LetterStatus.REQUESTED)
    .order_by(letter.c.id)
    .with_for_update(key_share=True)
)
_LETTERS_OF = (
    select(letter.c.id, letter.c.case_id)
    .where(letter.c.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(letter.c.id)
)
_STORED = select(document.c.sha256).where(document.c.sha256.in_(bindparam("hashes", expanding=True)))
_MADE = (
    update(letter)
    .where(letter.c.id == bindparam("letter"))
    .values(
        status=LetterStatus.MADE,
        reference=bindparam("new_reference"),
        facts=bindparam("new_facts"),
        document=bindparam("new_document"),
        made_at=bindparam("now"),
        claimed_until=None,
        problem=None,
    )
)


@dataclass(frozen=True)
class Draft:
    """A letter that has been set and is not kept yet; or why it could not be set."""

    row: Any
    reference: str = ""
    facts: dict[str, Any] | None = None
    pdf: Pdf | None = None
    problem: DomainError | None = None


def make_requested(database: Database, limit: int = 10_000, *, claimed_too: bool = False) -> int:
    """Turn requested letters into PDFs; how many were handled.

    Setting takes milliseconds each, so it happens outside the write lock: the desk does not wait for it.
    With `claimed_too` also those that another is setting: whoever moves a clock may leave none behind.
    """
    handled = 0
    while handled < limit:
        most = min(AT_ONCE, limit - handled)
        claimed = [] if claimed_too else _claim(database, most)
        with database.read() as tx:
            rows = tx.execute(_REQUESTED, {"most": most}).all() if claimed_too else claimed
            drafts = _drafts(tx, rows) if rows else []
        if not drafts:
            break
        with database.transaction(finishing=True) as tx:
            _keep_all(tx, drafts)
        handled += len(drafts)
    return handled


def _claim(database: Database, most: int) -> Sequence[Any]:
    """The next letters, marked as being set; by the machine's clock, for a demo's may stand still."""
    now = system_now()
    with database.transaction() as tx:
        rows = tx.execute(_FREE, {"now": now, "never": now + 2 * CLAIM, "most": most}).all()
        if rows:
            tx.execute(_CLAIM, {"ids": [row.id for row in rows], "claimed": now + CLAIM})
    return rows


def make_now(database: Database, letter_id: int) -> None:
    """Make one letter for which somebody stands waiting, ahead of the workers' round; made already is well.

    A worker may have claimed it a moment ago: who is ready first keeps it, the other leaves it. Raises
    DomainError `brief_onbekend`, `brief_niet_gevraagd` (cancelled), or why it could not be made; the case
    then shows that reason, as after the workers' round.
    """
    with database.transaction() as tx:
        row = tx.execute(_ONE, {"letter": letter_id}).first()
        if row is None:
            raise DomainError("brief_onbekend", brief=letter_id)
        if row.document is not None:
            return
        if row.status != LetterStatus.REQUESTED:
            raise DomainError("brief_niet_gevraagd", brief=letter_id, status=row.status)
        tx.execute(_CLAIM, {"ids": [letter_id], "claimed": system_now() + CLAIM})
    with database.read() as tx:
        (draft,) = _drafts(tx, [row])
    if draft.problem is None or row.problem is None:  # a reason that the case shows already is shown once
        with database.transaction(finishing=True) as tx:
            _keep_all(tx, [draft])
    if draft.problem is not None:
        raise draft.problem


def make(tx: Transaction, letter_id: int) -> None:
    """Make one letter now. Raises DomainError when a fact is missing or it is no longer asked for."""
    row = tx.execute(select(letter).where(letter.c.id == letter_id)).one()
    if not _still_asked(tx, [letter_id]):
        raise DomainError("brief_niet_gevraagd", brief=letter_id, status=row.status)
    around = letter_facts.look_around(tx, [row.case_id])
    _keep(tx, [_draft(tx, row, _places(tx, [row])[row.id], around)])


def _drafts(tx: Transaction, rows: Sequence[Any]) -> list[Draft]:
    around = letter_facts.look_around(tx, [row.case_id for row in rows])
    places = _places(tx, rows)
    return [_draft_or_problem(tx, row, places[row.id], around) for row in rows]


def _draft_or_problem(tx: Transaction, row: Any, place: int, around: Around) -> Draft:
    try:
        return _draft(tx, row, place, around)
    except DBAPIError:
        raise  # the transaction is broken, and with it the letters that follow
    except Exception as problem:
        return Draft(row, problem=incidents.as_refusal(problem))


def _places(tx: Transaction, rows: Sequence[Any]) -> dict[int, int]:
    """Which letter of its case each one is, from 1: the last part of its reference."""
    found = tx.execute(_LETTERS_OF, {"cases": [row.case_id for row in rows]})
    counts: Counter[int] = Counter()
    places = {}
    for each in found:
        counts[each.case_id] += 1
        places[each.id] = counts[each.case_id]
    return places


def _draft(tx: Transaction, row: Any, place: int, around: Around) -> Draft:
    reference = f"{around.cases[row.case_id].number}/{place}"
    facts, release, region = letter_facts.gather(tx, row, reference, around)
    template = in_language(row.template, row.language)
    pdf = render(release.templates(region), template, facts, day=tx.today)
    return Draft(row, reference, facts, pdf)


def _keep_all(tx: Transaction, drafts: Sequence[Draft]) -> None:
    asked = _still_asked(tx, [draft.row.id for draft in drafts])
    wanted = [draft for draft in drafts if draft.row.id in asked]  # not cancelled, nor made by another
    _keep(tx, wanted)
    for draft in wanted:
        row, problem = draft.row, draft.problem
        if problem is None:
            continue
        log.warning(
            "letter_failed", case=row.case_id, letter=row.id, template=row.template, code=problem.code
        )
        failed = update(letter).where(letter.c.id == row.id)
        tx.execute(failed.values(problem=str(problem), claimed_until=None))
        incidents.open_incident(tx, row.case_id, problem, {"brief": row.id})


def _still_asked(tx: Transaction, ids: Sequence[int]) -> set[int]:
    """Those of these letters that nobody made or cancelled meanwhile, locked so that nobody will."""
    return set(tx.execute(_STILL_ASKED, {"ids": list(ids)}).scalars())


def _keep(tx: Transaction, drafts: Sequence[Draft]) -> None:
    """Store the PDFs that were set, each with its hash."""
    made = {draft.row.id: (draft, draft.pdf) for draft in drafts if draft.pdf is not None}
    if not made:
        return
    _store(tx, {pdf.sha256: pdf for _, pdf in made.values()})
    changed = [
        {
            "letter": letter_id,
            "new_reference": draft.reference,
            "new_facts": draft.facts,
            "new_document": pdf.sha256,
            "now": tx.now,
        }
        for letter_id, (draft, pdf) in made.items()
    ]
    tx.execute(_MADE, changed)


def _store(tx: Transaction, pdfs: Mapping[str, Pdf]) -> None:
    stored = set(tx.execute(_STORED, {"hashes": list(pdfs)}).scalars())
    new = [
        {
            "sha256": sha256,
            "content": pdf.content,
            "media_type": "application/pdf",
            "pages": pdf.pages,
            "created_at": tx.now,
        }
        for sha256, pdf in sorted(pdfs.items())  # in one order, so that two workers never wait for each other
        if sha256 not in stored
    ]
    if new:
        tx.execute(insert(document), new)
