"""An instant and a piece of JSON come back from either database as they went in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from app.db.session import Database, Transaction
from app.db.types import Id, Instant, Json
from tests.conftest import Server

kept = Table(
    "kept", MetaData(), Column("id", Id, primary_key=True), Column("at", Instant), Column("content", Json)
)

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1900, 1, 2), datetime(2999, 12, 30), timezones=zones)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)  # half a surrogate pair is no text
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | texts
finite = scalars.filter(lambda value: value not in (float("inf"), float("-inf")))
documents = st.recursive(
    finite, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared(request: pytest.FixtureRequest) -> Iterator[Database]:
    """One database for all the examples of this module; each example ends in a rollback."""
    server: Server = request.getfixturevalue(f"{request.param}_server")
    with server.database(empty=True) as database:
        kept.create(database.engine)
        database._demo = False  # it has no settings to look in
        yield database


class _Undo(Exception):
    """Ends an example without keeping its row."""


def _there_and_back(database: Database, **values: Any) -> tuple[Any, ...]:
    found: list[tuple[Any, ...]] = []

    def example(tx: Transaction) -> None:
        key = tx.insert_id(insert(kept).values(**values))
        found.append(tuple(tx.execute(select(kept.c.at, kept.c.content).where(kept.c.id == key)).one()))
        raise _Undo

    with pytest.raises(_Undo), database.transaction() as tx:
        example(tx)
    return found[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moment=instants)
def test_an_instant_comes_back(shared: Database, moment: datetime) -> None:
    at, _ = _there_and_back(shared, at=moment)
    assert at == moment
    assert at.tzinfo is UTC


@settings(max_examples=60, deadline=None)
@given(content=documents)
def test_json_comes_back(shared: Database, content: Any) -> None:
    _, back = _there_and_back(shared, content=content)
    assert back == content
    assert _types(back) == _types(content)


@settings(max_examples=40, deadline=None)
@given(one=instants, other=instants)
def test_instants_are_ordered_as_in_time(shared: Database, one: datetime, other: datetime) -> None:
    found: list[bool] = []

    def example(tx: Transaction) -> None:
        key = tx.insert_id(insert(kept).values(at=one))
        row = select(kept.c.id).where(kept.c.id == key, kept.c.at < other)
        found.append(tx.execute(row).first() is not None)
        raise _Undo

    with pytest.raises(_Undo), shared.transaction() as tx:
        example(tx)
    assert found == [one < other]


def test_an_instant_without_zone_is_refused(shared: Database) -> None:
    with pytest.raises(StatementError, match="time zone"):
        _there_and_back(shared, at=datetime(2026, 11, 1))


def test_json_keeps_the_order_of_names(shared: Database) -> None:
    _, back = _there_and_back(shared, content={"b": 1, "a": 2, "c": {"z": 1, "y": 2}})
    assert list(back) == ["b", "a", "c"]
    assert list(back["c"]) == ["z", "y"]


def test_nothing_is_kept_as_nothing(shared: Database) -> None:
    assert _there_and_back(shared) == (None, None)


def _types(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _types(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_types(inner) for inner in value]
    return type(value)
