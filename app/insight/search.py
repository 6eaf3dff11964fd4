"""One box for everybody: by name, register number or case number, from the folded words of the people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select
from sqlalchemy import case as when

from app.db.session import Transaction
from app.db.tables import case, person, person_token
from app.domain.municipalities import find_municipality
from app.domain.names import folded
from app.domain.national_number import format_number
from app.domain.permissions import Action, may, works_on
from app.insight.sight import CaseLine, cases_seen
from app.insight.viewer import Viewer

PAGE = 50
MAX_WORDS = 8
MAX_JOINED = 4  # of more words, neighbours are not tried as one
LONGEST_TOKEN = 60  # as person_token keeps them
_LAST = "\U0010ffff"  # sorts after every letter, in the order of bytes and in that of people
_NUMBER = re.compile(r"[\d .\-/]*\d[\d .\-/]*")
_CASE_NUMBER = re.compile(r"([A-Za-z]{3})[ \-]?(\d{4})[ \-](\d{1,9})(?:/\d+)?")  # also a letter's reference


@dataclass(frozen=True)
class Hit:
    """One person; `number` as it is printed."""

    person_id: int
    name: str
    birth_year: str
    municipality: str
    number: str
    status: str
    cases: list[CaseLine]


@dataclass(frozen=True)
class Found:
    """One page of results, the best first; `total` counts all pages."""

    hits: list[Hit]
    page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


NOBODY = Found([], 1, 0)


def find(tx: Transaction, viewer: Viewer, text: str, page: int = 1) -> Found:
    """Who fits the text, of those whom the viewer may see: 50 a page.

    Every word must be the beginning of a word of the name or of the number; whole words come before
    beginnings. Who makes new people also finds those who have no case yet.
    """
    number = case_number(text)
    matches, exactness = _by_case(number) if number else _by_words(text)
    if matches is None or not may(viewer.roles, Action.SEARCH):
        return NOBODY
    wanted = and_(matches, _visible(viewer))
    total = tx.execute(select(func.count()).select_from(person).where(wanted)).scalar_one()
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    rows = tx.execute(
        select(person)
        .where(wanted)
        .order_by(exactness.desc(), person.c.last_name, person.c.first_name, person.c.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    cases = cases_seen(tx, viewer, [row.id for row in rows])
    hits = [
        Hit(
            person_id=row.id,
            name=f"{row.last_name} {row.first_name}".strip(),
            birth_year=(row.birth_date or "")[:4],
            municipality=town(row.municipality, row.nis_code),
            number=format_number(row.national_number),
            status=row.status,
            cases=cases[row.id],
        )
        for row in rows
    ]
    if number and not any(number == line.number for hit in hits for line in hit.cases):
        return NOBODY  # a case of somebody known here, but not one for these eyes
    return Found(hits, page, total)


def case_number(text: str) -> str | None:
    """The case number in a text (`inb 2026 123`, a letter's reference); None when it is none."""
    found = _CASE_NUMBER.fullmatch(text.strip())
    return f"{found[1].upper()}-{found[2]}-{int(found[3]):06d}" if found else None


def town(name: str | None, nis_code: str) -> str:
    """The municipality as the address says it, else by its code."""
    known = find_municipality(nis_code)
    return name or (known.name if known else nis_code)


def _by_case(number: str) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    return person.c.id.in_(select(case.c.person_id).where(case.c.number == number)), literal(1)


def _by_words(text: str) -> tuple[ColumnElement[bool] | None, ColumnElement[int]]:
    """Who fits, and how many of the words fit whole."""
    digits = re.sub(r"\D", "", text) if _NUMBER.fullmatch(text.strip()) else ""
    words = [digits] if digits else folded(text)[:MAX_WORDS]
    if not words:
        return None, literal(0)
    ways = [and_(*(person.c.id.in_(_starting(part)) for part in parts)) for parts in _readings(words)]
    return or_(*ways), sum((_is_whole(word) for word in words[1:]), _is_whole(words[0]))


def _starting(word: str) -> Select[tuple[int]]:
    """The people with a token that starts so: a range of the primary key's index."""
    word = word[:LONGEST_TOKEN]
    return select(person_token.c.person_id).where(
        person_token.c.token >= word, person_token.c.token < word + _LAST
    )


def _is_whole(word: str) -> ColumnElement[int]:
    known = exists().where(person_token.c.person_id == person.c.id, person_token.c.token == word)
    return when((known, 1), else_=0)


def _readings(words: list[str]) -> list[list[str]]:
    """The words apart, and with neighbours joined: `van den berg` is also `vandenberg`."""
    if len(words) > MAX_JOINED:
        return [words]
    joined = [
        [*words[:first], "".join(words[first:last]), *words[last:]]
        for first, last in combinations(range(len(words) + 1), 2)
        if last - first > 1
    ]
    return [words, *joined]


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    """Who has a case of the viewer's organisation: what else `sees` allows hangs on such a case."""
    of_person = case.c.person_id == person.c.id
    seen: ColumnElement[bool] = false()
    if works_on(viewer.organisation, viewer.organisation, viewer.roles):
        seen = exists().where(of_person, case.c.organisation == viewer.organisation)
    if may(viewer.roles, Action.CREATE_PERSON):
        seen = or_(seen, ~exists().where(of_person))
    return seen
