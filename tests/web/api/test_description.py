"""The API against its own description: whoever asks whatever, the answer is one that stands in it.

A few examples for each operation at every change, always the same; `make soak PART=api` takes many, and
others each time (TRAJECT_API_SEED repeats a run).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi_checks

from app.db.tables import person
from app.domain.scopes import Scope
from tests.create import create_person
from tests.databases import SqliteServer
from tests.web.api.partner import EVERYTHING, House, Partner
from tests.web.api.test_cases import ANTWERP
from tests.web.api.test_checks import NEWCOMER
from tests.web.api.test_once import INTAKE

SOAK = bool(os.environ.get("TRAJECT_SOAK"))
EXAMPLES = int(os.environ.get("TRAJECT_API_EXAMPLES", 400 if SOAK else 8))
SEED = os.environ.get("TRAJECT_API_SEED")
# Not positive_data_acceptance: what fits the description can still break a rule of the law (409, 422).
CHECKS = [
    not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.negative_data_rejection,
    openapi_checks.missing_required_header,
    openapi_checks.unsupported_method,
]
OURS, THEIRS = "Ganzenhoeder", "Zwanendrift"  # names that stand nowhere else
FREQUENTLY = 4  # of five: with an id that exists


class World:
    """Two organisations with a case each in the same database, and who asks after them."""

    def __init__(self, house: House) -> None:
        self.house, office = house, house.office
        self.numbers: list[str] = []
        self.tasks: list[int] = []
        self.people: list[str] = []
        for name, facts in ((OURS, {}), (THEIRS, ANTWERP)):
            case_id = office.registered(last_name=name, **facts)
            office.do(case_id, "aanmelding_registreren")
            waiting = office.detect(last_name=name, **facts)
            self.numbers += [office.case(each).number for each in (case_id, waiting)]
            self.tasks.append(office.task(case_id, "intake_voeren"))
        with office.database.transaction() as tx:
            create_person(tx, last_name=THEIRS, nis_code="21015", municipality="Schaarbeek")
        self.people = [row.national_number for row in office.rows(person)]
        self.callers: dict[str, tuple[Partner, str]] = {
            "everything": (house.partner("in_gent", scopes=EVERYTHING), THEIRS),
            "elsewhere": (house.partner("atlas", scopes=EVERYTHING), OURS),
            "municipality": (
                house.partner("gemeente_21004", "gemeentemedewerker", scopes=frozenset(Scope)),
                THEIRS,
            ),
        }

    def fit(self, draw: Callable[[Any], Any], case: Any) -> None:
        """Ids, people and answers that exist, most of the time: at random nobody finds them."""

        def often() -> bool:
            return bool(draw(st.integers(0, 4)) < FREQUENTLY)

        known = {"task_id": self.tasks, "number": self.numbers, "message_id": [1, 2, 3]}
        for name in case.path_parameters or {}:
            if often():
                case.path_parameters[name] = draw(st.sampled_from(known[name]))
        body = case.body
        if isinstance(body, dict) and body.keys() & {"national_number", "answers"} and often():
            body = dict(body)
            if "national_number" in body:
                body["national_number"] = draw(st.sampled_from(self.people))
            if "name" in body:
                body["name"] = "aangemeld"
            if "person" in body:
                body["person"] = dict(NEWCOMER)
            if "answers" in body:
                body["answers"] = dict(INTAKE["answers"])
            case.body = body


@pytest.fixture(scope="module")
def world(sqlite_server: SqliteServer) -> Iterator[World]:
    with sqlite_server.database() as database:
        yield World(House(database, api_per_minute=10**9, sign_in_rate="100000 per second"))


def every_operation(world: World, check: Callable[[Any], None], examples: int = EXAMPLES) -> int:
    """Examples for each operation of the description, of requests that fit it and of requests that do not."""
    described = world.house.app.test_client().get("/api/v1/openapi.json").get_json()
    for item in described["paths"].values():
        for method in item.keys() & {"get", "post"}:
            del item[method]["security"]  # the token is ours to send, or not: it is not made up
    schema = schemathesis.openapi.from_dict(described)
    schema.app = world.house.app
    operations = [found.ok() for found in schema.get_all_operations()]

    def fitted(case: Any, data: Any) -> None:
        world.fit(data.draw, case)
        check(case)

    for operation in operations:
        asks(operation, GenerationMode.POSITIVE, fitted, examples)
        if _can_be_wrong(operation):
            asks(operation, GenerationMode.NEGATIVE, lambda case, data: check(case), examples)
    return len(operations)


def asks(operation: Any, mode: GenerationMode, check: Callable[[Any, Any], None], examples: int) -> None:
    """So many requests of one kind."""
    run = settings(
        max_examples=examples,
        derandomize=not SOAK,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(case=operation.as_strategy(generation_mode=mode), data=st.data())(check))
    (seed(int(SEED))(run) if SEED else run)()


def _can_be_wrong(operation: Any) -> bool:
    return bool(operation.body or operation.query or operation.path_parameters)


@pytest.mark.parametrize("who", ["everything", "elsewhere", "municipality"])
def test_every_answer_stands_in_the_description(world: World, who: str) -> None:
    partner, hidden = world.callers[who]
    statuses: set[int] = set()

    def check(case: Any) -> None:
        response = case.call(headers=partner.headers())
        case.validate_response(response, checks=CHECKS, headers=partner.headers())
        assert hidden not in response.text
        statuses.add(response.status_code)

    assert every_operation(world, check) == 14
    assert {200, 404, 422} <= statuses


@pytest.mark.parametrize("how", ["no token", "another word", "no scope"])
def test_without_rights_nothing_is_told(world: World, how: str) -> None:
    nobody = world.house.partner("in_gent", scopes=frozenset({Scope.SEND_MESSAGES}))
    with_token = {"no token": {}, "another word": {"Authorization": "Bearer trj_raad"}}
    headers = with_token.get(how, nobody.headers())

    def check(case: Any) -> None:
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS[:5], headers=headers)
        assert OURS not in response.text
        assert THEIRS not in response.text
        if how != "no scope":
            assert response.status_code in (
                401,
                404,
                405,
            )  # of an address that does not exist: nobody asks who
        elif "/cases" in case.path or "/tasks" in case.path or "/checks" in case.path:
            assert response.status_code in (403, 404, 405)

    every_operation(world, check, max(EXAMPLES // 4, 1))  # what is refused at the door looks at nothing else
