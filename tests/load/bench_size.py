"""What is stored for a case that waits: its state and rows, apart from the person, letters and documents."""

from __future__ import annotations

from sqlalchemy import func, select, text

from app.db.session import Transaction
from app.db.tables import audit, case, subscription, task, term
from tests.load.figures import Budget, Figure
from tests.load.office import OBLIGED, Office

CASES = 400
TABLES = (case, task, term, subscription, audit)


def figures(office: Office) -> list[Figure]:
    """Bytes of pages, indexes included, that CASES new cases add; in the middle of their trajectory too."""
    limit = Budget("value", 6 * 1024 if office.database.is_sqlite else 8 * 1024)
    before, _ = _measure(office)
    cases = office.start_cases(CASES, OBLIGED)
    waiting, state = _measure(office)
    figures = [_figure("stored for a case that waits for a registration", waiting - before, state, limit)]
    for case_id in cases:
        office.register(case_id)
        for _ in range(3):
            office.complete(office.work(case_id))
    waiting, state = _measure(office)
    name = "stored for a case that waits for a contract (4 steps later)"
    return [*figures, _figure(name, waiting - before, state, limit)]


def _figure(name: str, added: int, state: float, limit: Budget) -> Figure:
    return Figure(name, added / CASES, "bytes", state, "the engine's state alone", limit)


def _measure(office: Office) -> tuple[int, float]:
    if not office.database.is_sqlite:
        with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in TABLES:  # rows of earlier versions are no longer stored for anybody
                connection.execute(text(f'VACUUM FULL "{table.name}"'))
    with office.database.read() as tx:
        state = float(tx.execute(select(func.avg(func.length(case.c.state)))).scalar() or 0)
        return sum(_bytes(tx, table.name) for table in TABLES), state


def _bytes(tx: Transaction, table: str) -> int:
    if tx.is_postgres:
        query = text("select pg_total_relation_size(cast(:name as regclass))")
    else:
        query = text(
            "select sum(pgsize) from dbstat where aggregate = 1 and name in "
            "(select name from sqlite_schema where tbl_name = :name)"
        )
    return int(tx.execute(query, {"name": table}).scalar() or 0)
