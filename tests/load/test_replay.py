"""The bare commit really is the commit of the same rows: else every ratio of the bench would lie."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.db.session import Database
from app.db.tables import metadata
from tests.load.bench_steps import advance, rows_of_advancing
from tests.load.office import OBLIGED, PATH, Office, open_office
from tests.load.replay import listening, write_bare


def _counts(office: Office) -> dict[str, int]:
    with office.database.read() as tx:
        return {
            name: tx.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def _added(before: dict[str, int], after: dict[str, int]) -> dict[str, Any]:
    return {name: after[name] - count for name, count in before.items() if after[name] != count}


def test_bare_rows_bring_a_case_as_far_as_a_real_step(database: Database) -> None:
    office = open_office(database)
    real, bare = office.start_cases(2, OBLIGED)
    for case_id in (real, bare):
        office.register(case_id)
    for element in PATH:
        counts = _counts(office)
        advance(office, office.work(real))
        after_real = _counts(office)
        rows = rows_of_advancing(office, office.work(bare))
        assert _counts(office) == after_real, "what was listened to must leave nothing"
        write_bare(database, rows)
        assert _added(after_real, _counts(office)) == _added(counts, after_real), element


def test_hears_statements_and_commits(database: Database) -> None:
    office = open_office(database)
    (case_id,) = office.start_cases(1, OBLIGED)
    with listening(database) as heard:
        office.register(case_id)
    assert heard.commits == 1
    assert any("INSERT INTO audit" in statement.text for statement in heard.transactions[0])
    assert heard.statements > len(heard.transactions[0])
