"""People and cases by the hundred thousand: copies of one real case, written by the database itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, cast, func, insert, literal, null, select, text, true
from sqlalchemy import String as Words
from sqlalchemy import case as when

from app.db.session import Database, Transaction
from app.db.tables import case, person, person_token, subscription, task, term
from app.domain.vocabulary import TermKind, TermStatus

FAR = 10_000_000  # ids of the crowd, out of the way of those that the database gives
AT_ONCE = 50_000
SURNAMES = ("Peeters", "Yildiz", "El Amrani", "Haddad", "Nowak", "Mertens", "Diallo", "Sharma", "Ivanova")
DIFFERENT = 20_000  # people of one surname are told apart by this many first names

Values = Mapping[str, Any]


def fill(
    database: Database,
    pattern: int,
    count: int,
    *,
    first: int = FAR,
    whole: bool = False,
    open_tasks: int = 0,
    desks: tuple[str, ...] = (),
    fires_at: datetime | None = None,
) -> range:
    """`count` copies of the case `pattern`, each of a person of its own; their ids.

    `whole` with its state, as a step needs it; a list or a poll looks at none. The first `open_tasks` of them
    have the task that the pattern has. The term of each falls due at `fires_at`, or one by one much later.
    """
    ids = range(first, first + count)
    for begin in range(first, first + count, AT_ONCE):
        end = min(begin + AT_ONCE, first + count)
        with database.transaction() as tx:
            _Copies(tx, pattern, begin, end).write(whole, first + open_tasks, desks, fires_at)
    if not database.is_sqlite:  # as the server does by itself, minutes later
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return ids


class _Copies:
    """Rows `begin` to `end` (the last one left out), out of the rows of one case."""

    def __init__(self, tx: Transaction, pattern: int, begin: int, end: int) -> None:
        self.tx, self.pattern = tx, pattern
        numbers = select(literal(begin, BigInteger).label("n")).cte("numbers", recursive=True)
        numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n + 1 < end))
        self.numbers = numbers
        self.n: ColumnElement[int] = numbers.c.n

    def write(self, whole: bool, last_task: int, desks: tuple[str, ...], at: datetime | None) -> None:
        self._people()
        desk = {"organisation": self._one_of(desks)} if desks else {}
        bare = {} if whole else {"state": null()}
        self._copy(case, {"id": self.n, "person_id": self.n, "number": self._words("X")} | desk | bare)
        of_case = {"id": None, "case_id": self.n}
        timer = {"status": TermStatus.RUNNING, "kind": TermKind.TIMER, "fires_at": at}
        self._copy(term, of_case | timer)
        if at is None:
            self._far_away(timer)
        if whole:
            self._copy(subscription, of_case)
        self._copy(task, of_case | {"person_id": self.n} | desk, self.n < last_task)

    def _people(self) -> None:
        surname, first_name = self._one_of(SURNAMES), self._words("Proef", self.n % DIFFERENT)
        number = cast(self.n + literal(10_000_000_000, BigInteger), Words)
        named = {"last_name": surname, "first_name": first_name}
        of = select(case.c.person_id).where(case.c.id == self.pattern).scalar_subquery()
        self._insert(person, {"id": self.n, "national_number": number} | named, person.c.id == of)
        for token in (func.lower(surname), func.lower(first_name), number):
            rows = select(token, self.n)
            self.tx.execute(insert(person_token).from_select(["token", "person_id"], rows))

    def _far_away(self, timer: Values) -> None:
        """Each at a moment of its own, years from now."""
        far = self.tx.now + timedelta(days=3650)
        crowd = term.c.case_id.between(FAR, FAR * 10) & term.c.fires_at.is_(None)
        self.tx.execute(term.update().where(crowd).values(fires_at=far))

    def _copy(self, table: Table, values: Values, condition: Any = None) -> None:
        own = table.c.id if table is case else table.c.case_id
        of_pattern = own == self.pattern
        self._insert(table, values, of_pattern if condition is None else of_pattern & condition)

    def _insert(self, table: Table, values: Values, condition: Any) -> None:
        kept = [column for column in table.c if not (column.name in values and values[column.name] is None)]
        given = [
            literal(values[column.name], column.type).label(column.name)
            if column.name in values and not isinstance(values[column.name], ColumnElement)
            else values.get(column.name, column)
            for column in kept
        ]
        rows = select(*given).select_from(table).join(self.numbers, true()).where(condition)
        self.tx.execute(insert(table).from_select([column.name for column in kept], rows))

    def _one_of(self, values: tuple[str, ...]) -> ColumnElement[str]:
        place = self.n % len(values)
        return when({number: value for number, value in enumerate(values)}, value=place)

    def _words(self, before: str, number: ColumnElement[int] | None = None) -> ColumnElement[str]:
        return literal(before) + cast(self.n if number is None else number, Words)
