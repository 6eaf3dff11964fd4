"""Finding people: however a name is written, by both numbers, and only who the viewer may see."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event, insert

from app.casework.actors import Actor
from app.casework.people import add
from app.db.session import Database, Transaction
from app.db.tables import case, release
from app.insight.search import PAGE, find
from tests.create import create_organisation, national_number

DESK = Actor(1, "Desk", "in_gent", frozenset({"dossierbeheerder"}))
OTHER_DESK = Actor(2, "Desk", "atlas", frozenset({"dossierbeheerder"}))
OFFICER = Actor(3, "Officer", "abb_handhaving", frozenset({"handhavingsambtenaar"}))
REPORTER = Actor(4, "Reporter", "abb", frozenset({"rapporteur"}))

_serial = count(1)


@pytest.fixture
def ready(database: Database) -> Database:
    with database.transaction() as tx:
        for code in ("in_gent", "atlas", "abb_handhaving"):
            create_organisation(tx, code)
        tx.execute(
            insert(release).values(
                id=1, sha256="0" * 64, status="gepubliceerd", note="", content=b"", created_at=tx.now
            )
        )
    return database


@pytest.mark.parametrize(
    ("last", "first", "asked"),
    [
        ("Yıldız", "İbrahim", "yildiz ibrahim"),
        ("Wałęsa", "Łucja", "walesa lucja"),
        ("O’Brien", "Seán", "o'brien sean"),
        ("O'Brien", "Seán", "OBRIEN"),
        ("Nguyễn", "Thị Hoa", "nguyen hoa"),
        ("Groß", "Jürgen", "gross jurgen"),
        ("Đorđević", "Ana", "dordevic"),
        ("Ben-Ali", "Samira", "ben ali"),
        ("Vandenberghe", "Lotte", "van den berghe"),
        ("Van den Berghe", "Lotte", "vandenberghe lotte"),
        ("El Amrani", "", "el am"),
        ("=CMD()", "", "cmd"),
    ],
)
def test_a_name_is_found_as_people_type_it(ready: Database, last: str, first: str, asked: str) -> None:
    with ready.transaction() as tx:
        wanted = _person(tx, last, first)
        _person(tx, "Peeters", "Els")
    assert _ids(ready, DESK, asked) == [wanted]


def test_every_word_must_fit_from_its_beginning(ready: Database) -> None:
    with ready.transaction() as tx:
        both = _person(tx, "Amrani", "Fatima")
        _person(tx, "Amrani", "Youssef")
        _person(tx, "Fatimi", "Zineb")
    assert _ids(ready, DESK, "fati amr") == [both]
    assert _ids(ready, DESK, "mrani") == []
    assert _ids(ready, DESK, "% _") == []


def test_whole_words_come_before_beginnings(ready: Database) -> None:
    with ready.transaction() as tx:
        longer = _person(tx, "Aliu", "Adem")
        whole = _person(tx, "Zorro", "Ali")
    assert _ids(ready, DESK, "ali") == [whole, longer]


def test_the_register_number_with_or_without_points_or_only_its_start(ready: Database) -> None:
    number = national_number(date(1985, 7, 30), 33)
    with ready.transaction() as tx:
        wanted = _person(tx, "Peeters", "Els", national_number=number)
        _person(tx, "Janssens", "Jan")
    printed = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
    for asked in (number, printed, f" {printed} ", "85.07.30", "850730"):
        assert _ids(ready, DESK, asked) == [wanted], asked


def test_a_case_number_as_it_is_printed_said_or_copied_from_a_letter(ready: Database) -> None:
    with ready.transaction() as tx:
        wanted = _person(tx, "Peeters", "Els", number="INB-2026-000123")
        _person(tx, "Janssens", "Jan")
    for asked in ("INB-2026-000123", "inb 2026 123", "INB-2026-000123/2"):
        assert _ids(ready, DESK, asked) == [wanted], asked
    assert _ids(ready, OTHER_DESK, "INB-2026-000123") == []


def test_only_who_has_a_case_at_the_own_desk(ready: Database) -> None:
    with ready.transaction() as tx:
        ours = _person(tx, "Peeters", "Els")
        theirs = _person(tx, "Peeters", "Jan", organisation="atlas")
    assert _ids(ready, DESK, "peeters") == [ours]
    assert _ids(ready, OTHER_DESK, "peeters") == [theirs]
    assert _ids(ready, REPORTER, "peeters") == []


def test_people_without_a_case_are_found_by_who_may_make_people(ready: Database) -> None:
    with ready.transaction() as tx:
        alone = _person(tx, "Peeters", "Els", organisation=None)
    assert _ids(ready, DESK, "peeters") == [alone]
    assert _ids(ready, OFFICER, "peeters") == []


def test_enforcement_reads_the_cases_behind_its_own_file_and_no_others(ready: Database) -> None:
    with ready.transaction() as tx:
        person = _person(tx, "Peeters", "Els", number="INB-2026-000001")
        trajectory = _last_case(tx)
        infringement = _case(tx, person, "in_gent", number="IBR-2026-000002", parent=trajectory)
        _case(tx, person, "abb_handhaving", number="HHV-2026-000003", parent=infringement)
        _case(tx, person, "in_gent", number="INB-2020-000004")
        _person(tx, "Peeters", "Jan")
    with ready.read() as tx:
        found = find(tx, OFFICER, "peeters")
        numbers = {line.number: line.own for hit in found.hits for line in hit.cases}
    assert found.total == 1
    assert numbers == {"INB-2026-000001": False, "IBR-2026-000002": False, "HHV-2026-000003": True}
    assert _ids(ready, OFFICER, "INB-2020-000004") == []
    assert _ids(ready, DESK, "HHV-2026-000003") == []


def test_fifty_a_page(ready: Database) -> None:
    with ready.transaction() as tx:
        for _ in range(PAGE + 3):
            _person(tx, "Peeters", "Els")
    with ready.read() as tx:
        first, second, beyond = (find(tx, DESK, "peeters", page) for page in (1, 2, 9))
    assert (len(first.hits), len(second.hits), first.total, first.pages) == (PAGE, 3, PAGE + 3, 2)
    assert not {hit.person_id for hit in first.hits} & {hit.person_id for hit in second.hits}
    assert beyond.page == 2


def test_a_hit_says_who_it_is(ready: Database) -> None:
    with ready.transaction() as tx:
        _person(tx, "Peeters", "Els", birth_date="1985-00-00", municipality=None)
    with ready.read() as tx:
        hit = find(tx, DESK, "peeters").hits[0]
    assert (hit.name, hit.birth_year, hit.municipality) == ("Peeters Els", "1985", "Gent")


@pytest.mark.parametrize("asked", ["", "   ", "'", "- .", "\x00", "a" * 5000, "a " * 3000])
def test_nonsense_finds_nobody_and_breaks_nothing(ready: Database, asked: str) -> None:
    with ready.transaction() as tx:
        _person(tx, "Peeters", "Els")
    assert _ids(ready, DESK, asked) == []


def test_beginnings_are_looked_up_in_the_index(sqlite_database: Database) -> None:
    asked: list[tuple[str, Any]] = []
    with sqlite_database.read() as tx:
        event.listen(
            tx.connection, "before_cursor_execute", lambda _c, _u, sql, given, *_: asked.append((sql, given))
        )
        find(tx, DESK, "pee jan")
        sql, given = next((sql, given) for sql, given in asked if "person_token" in sql)
        plan = [row.detail for row in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)]
    ranges = [line for line in plan if "token>? AND token<?" in line]
    assert len(ranges) == 3, plan  # both words, and both as one


def _ids(database: Database, viewer: Actor, text: str) -> list[int]:
    with database.read() as tx:
        return [hit.person_id for hit in find(tx, viewer, text).hits]


def _person(
    tx: Transaction,
    last: str,
    first: str,
    *,
    organisation: str | None = "in_gent",
    number: str | None = None,
    **values: Any,
) -> int:
    facts = {
        "national_number": national_number(date(1990, 5, 17), next(_serial)),
        "nationality": "Marokko",
        "nis_code": "44021",
        **values,
    }
    person = int(add(tx, {**facts, "last_name": last, "first_name": first})["id"])
    if organisation:
        _case(tx, person, organisation, number=number or f"INB-2026-9{next(_serial):05d}")
    return person


def _case(tx: Transaction, person: int, organisation: str, *, number: str, parent: int | None = None) -> int:
    return tx.insert_id(
        insert(case).values(
            number=number,
            process={"INB": "inburgering", "IBR": "inbreuk", "HHV": "handhaving"}[number[:3]],
            release_id=1,
            person_id=person,
            parent_id=parent,
            organisation=organisation,
            status="lopend",
            data={},
            version=1,
            audit_seq=0,
            started_at=tx.now,
        )
    )


def _last_case(tx: Transaction) -> int:
    return int(tx.execute(case.select().order_by(case.c.id.desc())).first().id)  # type: ignore[union-attr]
