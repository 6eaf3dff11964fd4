"""The register coming in: two real months, interruptions, and files that cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.casework import classifications, import_runs, imports, taking_in
from app.db.session import Database
from app.db.tables import case, document, import_run, letter, message, milestone, person, person_history
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from app.engine.errors import EngineError
from app.exchange.register import Rejection
from tests.casework.dumps import dump
from tests.casework.office import Office
from tests.casework.threads import at_once
from tests.create import national_number
from tests.exchange.extracts import GOOD, file_of

DATA = Path(__file__).parents[1] / "data"
OCTOBER, NOVEMBER = DATA / "register_2026-10.csv", DATA / "register_2026-11.csv"
RUNS = {"import_run", "import_rejection", "document"}


def _import(database: Database, content: bytes, name: str = "uittreksel.csv") -> dict[str, int]:
    with database.transaction() as tx:
        run_id = imports.request(tx, content, name)
    imports.run(database, run_id)
    with database.read() as tx:
        report = imports.report(tx, run_id)
    assert report["status"] == "klaar"
    return _rows(report["counts"])


def _counts(new: int = 0, changed: int = 0, unchanged: int = 0, rejected: int = 0) -> dict[str, int]:
    return {"new": new, "changed": changed, "unchanged": unchanged, "rejected": rejected}


def _rows(counts: dict[str, Any]) -> dict[str, int]:
    """The counts that add up to the rows; none of these files is older than what is known."""
    return {name: counts[name] for name in _counts()} | (
        {"older": counts["older"]} if counts["older"] else {}
    )


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def flanders(request: pytest.FixtureRequest) -> Iterator[Office]:
    """October taken in; the tests of this module go on from there, in order."""
    server = request.getfixturevalue(f"{request.param}_server")
    with server.database() as database:
        office = Office(database, date(2026, 11, 30))
        assert _import(database, OCTOBER.read_bytes()) == _counts(new=3531, unchanged=2, rejected=38)
        yield office


def test_two_months_and_each_again(flanders: Office) -> None:
    database = flanders.database
    after_october = dump(database, without=RUNS)
    assert _import(database, OCTOBER.read_bytes()) == _counts(unchanged=3533, rejected=38)
    assert dump(database, without=RUNS) == after_october
    assert _import(database, NOVEMBER.read_bytes()) == _counts(282, 120, 42, 47)
    after_november = dump(database, without=RUNS)
    assert after_november != after_october
    assert _import(database, NOVEMBER.read_bytes()) == _counts(unchanged=444, rejected=47)
    assert dump(database, without=RUNS) == after_november
    # An older month says nothing new about whom a newer one changed.
    assert _import(database, OCTOBER.read_bytes())["new"] == 0
    with database.read() as tx:
        kept = tx.execute(select(func.count()).select_from(document)).scalar_one()
    assert kept == 0  # the files hold personal data


def test_everybody_has_one_trajectory_and_who_is_back_another(flanders: Office) -> None:
    with flanders.database.read() as tx:
        people = tx.execute(select(func.count()).select_from(person)).scalar_one()
        rows = tx.execute(select(case.c.person_id, case.c.status, case.c.process, case.c.organisation)).all()
    assert {row.process for row in rows} == {"inburgering"}
    with flanders.database.read() as tx:
        back = sum(run["counts"]["back"] for run in imports.listing(tx))
    assert back
    assert len({row.person_id for row in rows}) == len(rows) - back == people
    assert max(Counter(row.person_id for row in rows if row.status == "lopend").values()) == 1
    assert {row.organisation for row in rows if row.organisation is None} == set()


def test_who_died_or_left_has_ended(flanders: Office) -> None:
    with flanders.database.read() as tx:
        gone = tx.execute(
            select(person.c.id).where(person.c.status.in_(("overleden", "geschrapt")))
        ).scalars()
        ended = tx.execute(select(case.c.status).where(case.c.person_id.in_(gone.all()))).scalars().all()
        sent = tx.execute(
            select(func.count())
            .select_from(letter.join(case, case.c.id == letter.c.case_id))
            .where(case.c.status == "beeindigd", letter.c.status.in_(("gevraagd", "gemaakt", "in_batch")))
        ).scalar_one()
        waiting = tx.execute(select(func.count()).where(message.c.status == "wachtend")).scalar_one()
    assert set(ended) == {"beeindigd"}
    assert (sent, waiting) == (0, 0)


def _start_of(path: Path, rows: int) -> bytes:
    return b"".join(path.read_bytes().splitlines(keepends=True)[: rows + 1])


class _Stopped(Exception):
    pass


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_interrupted_between_batches(database: Database, database_server: Any, batches: int) -> None:
    content = _start_of(OCTOBER, 350)
    with database_server.database() as other:
        _import(Office(other).database, content)
        undisturbed = dump(other, drop={"uid", "state"})
    Office(database)
    seen: list[int] = []

    def stop(done: int, total: int) -> None:
        seen.append(done)
        if len(seen) == batches:
            raise _Stopped

    with database.transaction() as tx:
        run_id = imports.request(tx, content, "uittreksel.csv")
    with pytest.raises(_Stopped):
        imports.run(database, run_id, stop)
    (half,) = _runs(database)
    assert (half.status, half.rows_read) == ("bezig", batches * imports.BATCH)
    assert imports.run_requested(database) == 1
    assert dump(database, drop={"uid", "state"}) == undisturbed
    assert imports.run_requested(database) == 0


def _runs(database: Database) -> list[Any]:
    with database.read() as tx:
        return list(tx.execute(select(import_run).order_by(import_run.c.id)).all())


def test_interrupted_inside_a_batch(small_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    content, database = _start_of(OCTOBER, 250), small_office.database
    real, calls = taking_in.take_in, []

    def stop(*given: Any) -> Any:
        calls.append(1)
        taken = real(*given)
        if len(calls) == 2:
            raise _Stopped
        return taken

    monkeypatch.setattr(taking_in, "take_in", stop)
    with database.transaction() as tx:
        run_id = imports.request(tx, content, "uittreksel.csv")
    with pytest.raises(_Stopped):
        imports.run(database, run_id)
    assert _runs(database)[0].rows_read == 100
    imports.run_requested(database)
    (done,) = _runs(database)
    assert (done.status, sum(_rows(done.counts).values())) == ("klaar", 250)
    assert len(small_office.rows(case)) == done.counts["new"]


def test_two_who_run_the_same_import_share_it(office: Office) -> None:
    content, database = _start_of(OCTOBER, 300), office.database
    with database.transaction() as tx:
        run_id = imports.request(tx, content, "uittreksel.csv")
    found = at_once(*[lambda: imports.run(database, run_id)] * 2)
    assert found == [None, None]
    (done,) = _runs(database)
    assert (done.status, done.rows_read, sum(_rows(done.counts).values())) == ("klaar", 300, 300)
    assert done.counts["unchanged"] == 0
    assert len(office.rows(case)) == done.counts["new"]


def test_the_same_file_asked_for_twice(office: Office) -> None:
    content = file_of({})
    for _ in range(2):
        with office.database.transaction() as tx:
            imports.request(tx, content, "uittreksel.csv")
    assert imports.run_requested(office.database) == 2
    assert [_rows(run.counts) for run in _runs(office.database)] == [_counts(new=1), _counts(unchanged=1)]
    assert office.rows(document) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (file_of({"naam": "Peeters-Müller"}).decode().encode("latin-1"), "niet_utf8"),
        (file_of({}, columns=[name for name in GOOD if name != "naam"]), "kolom_ontbreekt"),
        (b"", "bestand_leeg"),
        (b"PK\x03\x04 een werkblad", "kolom_ontbreekt"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(office: Office, content: bytes, code: str) -> None:
    before = dump(office.database)
    with pytest.raises(DomainError) as refused, office.database.transaction() as tx:
        imports.request(tx, content, "uittreksel.csv")
    assert refused.value.code == code
    assert dump(office.database) == before


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"naam": "na\x00am"}, "naam"),
        ({"naam": "x" * 1001}, "naam"),
        ({"straat": "x" * 100_000}, "straat"),
        ({"rijksregisternummer": "85073003329"}, "rijksregisternummer"),
        ({"geboortedatum": "1985-07-31"}, "rijksregisternummer"),
        ({"nis_gemeente": "99999"}, "nis_gemeente"),
        ({"mutatie": "overleden"}, "mutatie"),
        ({"mutatie": "geschrapt"}, "mutatie"),
        ({"mutatie": "'; DROP TABLE person"}, "mutatie"),
    ],
)
def test_a_bad_row_is_told_and_the_others_come_in(office: Office, row: dict[str, str], column: str) -> None:
    other = national_number(date(1985, 7, 30), 44)
    columns = [*GOOD, "straat"]
    content = file_of(row, {"rijksregisternummer": other}, columns=columns)
    assert _import(office.database, content) == _counts(new=1, rejected=1)
    with office.database.read() as tx:
        (refused,) = import_runs.rejections(tx, 1)
    assert (refused.row, refused.column) == (2, column)
    assert "\x00" not in refused.content
    assert len(refused.content) < 5000
    assert [found.national_number for found in office.rows(person)] == [other]


@pytest.mark.parametrize(
    "name", ["=1+1", "=HYPERLINK(0)", "+32", "@SUM(A1)", "x" * 1000, "O'Brien; --", "Łukasz 陳"]
)
def test_names_are_only_names(office: Office, name: str) -> None:
    assert _import(office.database, file_of({"naam": f'"{name}"' if ";" in name else name})) == _counts(new=1)
    (found,) = office.rows(person)
    assert found.last_name in (name, f'"{name}"')


def test_a_person_is_new_once_and_changes_are_kept(office: Office) -> None:
    case_id = office.detect(street="Oude straat")
    assert office.register_says(case_id, Mutation.CHANGE, street="Nieuwe straat") == "changed"
    assert office.register_says(case_id, Mutation.CHANGE, street="Nieuwe straat") == "unchanged"
    (kept,) = [row for row in office.rows(person_history) if row.field == "street"]
    assert (kept.old_value, kept.new_value) == ("Oude straat", "Nieuwe straat")
    assert len(office.rows(case)) == 1
    assert office.milestones(case_id) == ["gedetecteerd"]


def test_dying_twice_ends_once(office: Office) -> None:
    case_id = office.detect()
    assert office.register_says(case_id, Mutation.DECEASED) == "changed"
    assert office.register_says(case_id, Mutation.DECEASED) == "unchanged"
    assert len(office.rows(message)) == 1
    assert office.rows(milestone)


def test_a_row_whose_case_fails_is_refused_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A town without a desk: that row is told, the others come in."""
    other = national_number(date(1985, 7, 30), 44)
    real = classifications.competent_agency

    def sometimes(release: Any, row: Any, today: date) -> str:
        if row["national_number"] == other:
            raise EngineError("geen_regel_past", "bevoegd_agentschap")
        return real(release, row, today)

    monkeypatch.setattr(classifications, "competent_agency", sometimes)
    assert _import(office.database, file_of({}, {"rijksregisternummer": other})) == _counts(new=1, rejected=1)
    with office.database.read() as tx:
        (refused,) = import_runs.rejections(tx, 1)
    assert isinstance(refused, Rejection)
    assert refused.row == 3
    assert len(office.rows(case)) == len(office.rows(person)) == 1
