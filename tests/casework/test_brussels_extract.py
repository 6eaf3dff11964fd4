"""An extract of Brussels: each row a municipal check, and people who move between the regions."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.casework import import_previews, imports
from app.db.session import Database
from app.db.tables import case, classification, message, milestone, obligation_check, person
from app.domain.errors import DomainError
from app.exchange import register
from tests.casework.brussels import (
    ELSENE,
    FROM_BRUSSELS,
    GENT,
    NAMUR,
    OF_BRUSSELS,
    brussels,
    cases,
    flanders,
    root_without_brussels,
    take_in,
)
from tests.casework.months import standing, undo
from tests.casework.office import Office
from tests.create import national_number
from tests.databases import SqliteServer
from tests.exchange.extracts import file_of

IN_SCHAARBEEK, IN_ELSENE, IN_GENT = "gemeente_21015", "gemeente_21009", "in_gent"
RUNS, TRAJECTORY = "lopend", "verplicht_traject"


def test_a_row_is_a_check_of_its_municipality(office: Office) -> None:
    others = [
        {"nationaliteit": "Polen"},
        {"titel_van": ""},
        {"eerste_inschrijving_belgie": "2020-01-01"},
        {"register": "wachtregister"},
    ]
    numbers = [national_number(date(1985, 7, 30), serial) for serial in range(11, 15)]
    rows = [{"rijksregisternummer": no, **row} for no, row in zip(numbers, others, strict=True)]
    done = take_in(office.database, brussels({}, *rows))
    assert done == {"new": 5, "checked": 5, "opened": {"onbepaald": 1, "verplicht": 1}}
    found = office.rows(obligation_check)
    assert [row.outcome for row in found] == [
        "verplicht",
        "vrijgesteld",
        "onbepaald",
        "vrijwillig",
        "geen_doelgroep",
    ]
    assert {row.organisation for row in found} == {IN_SCHAARBEEK}
    assert all(row.reason and row.rule and row.language == "fr" for row in found)
    assert [row.case_id is None for row in found] == [False, True, False, True, True]
    assert cases(office.database) == [(TRAJECTORY, IN_SCHAARBEEK, RUNS)] * 2
    assert office.case(1).number.startswith("BRU-2026-")
    assert office.rows(milestone) == []  # nobody was detected for the tables of Flanders
    assert {row.region for row in office.rows(classification)} == {"brussel"}


def test_the_same_extracts_again_change_nothing(office: Office) -> None:
    """Also in turn: neither register takes a person back whom the other told of since."""
    assert take_in(office.database, flanders({}))["opened"] == {"plicht": 1}
    moved = take_in(office.database, brussels({}))
    assert moved["lapsed"] == {"verhuisd_buiten_gewest": 1}
    assert (moved["changed"], moved["back"], moved["opened"]) == (1, 1, {"verplicht": 1})
    before = standing(office.database)
    for again in (flanders({}), brussels({}), flanders({"extractiedatum": "2026-11-30"}), brussels({})):
        done = take_in(office.database, again)
        assert sum(done.values()) == done.get("unchanged", 0) + done.get("older", 0) == 1
    assert standing(office.database) == before
    assert cases(office.database) == [
        ("inburgering", IN_GENT, "vervallen"),
        (TRAJECTORY, IN_SCHAARBEEK, RUNS),
    ]


def test_inside_brussels_the_case_changes_municipality(office: Office) -> None:
    take_in(office.database, brussels({}))
    done = take_in(office.database, brussels({"nis_gemeente": ELSENE, "mutatie": "verhuisd"}))
    assert done == {"changed": 1, "moved": 1, "checked": 1}
    assert cases(office.database) == [(TRAJECTORY, IN_ELSENE, RUNS)]
    assert [row.organisation for row in office.rows(obligation_check)] == [IN_SCHAARBEEK, IN_ELSENE]
    assert [row.case_id for row in office.rows(obligation_check)] == [1, 1]


@pytest.mark.parametrize("row", [{}, {"mutatie": "verhuisd"}])
def test_to_flanders_by_a_row_of_flanders(office: Office, row: dict[str, str]) -> None:
    """Registered in Brussels less than five years ago: obliged in Flanders (legal.md 6.1 row 12)."""
    take_in(office.database, brussels({}))
    arrived = {"eerste_inschrijving_vlaanderen": "2026-11-01", "extractiedatum": "2026-11-15"}
    done = take_in(office.database, flanders(arrived | row))
    assert done["lapsed"] == {"verhuisd_buiten_gewest": 1}
    assert done["opened"] == {"plicht": 1}
    assert cases(office.database) == [
        (TRAJECTORY, IN_SCHAARBEEK, "vervallen"),
        ("inburgering", IN_GENT, RUNS),
    ]
    assert office.case(2).data["doelgroep_reden"] == "de laatste 5 jaar eerst elders in België ingeschreven"
    assert office.rows(person)[0].first_registered_brussels == date(2026, 10, 1)
    again = take_in(office.database, brussels({"extractiedatum": "2026-11-30"}))
    assert again == {"older": 1}


def test_to_flanders_by_a_row_of_brussels(office: Office) -> None:
    """Since when is not known yet: a colleague decides, until the register of Flanders tells."""
    take_in(office.database, brussels({}))
    done = take_in(office.database, brussels({"nis_gemeente": GENT, "mutatie": "verhuisd"}))
    assert (done["lapsed"], done["opened"]) == ({"verhuisd_buiten_gewest": 1}, {"onbepaald": 1})
    assert cases(office.database) == [
        (TRAJECTORY, IN_SCHAARBEEK, "vervallen"),
        ("inburgering", IN_GENT, RUNS),
    ]
    assert take_in(office.database, flanders({"eerste_inschrijving_vlaanderen": "2026-10-20"})) == {
        "changed": 1
    }
    assert len(office.rows(obligation_check)) == 1


def test_who_comes_back_is_checked_again(office: Office) -> None:
    take_in(office.database, brussels({}))
    take_in(office.database, flanders({"extractiedatum": "2026-11-15", "mutatie": "verhuisd"}))
    done = take_in(office.database, brussels({"extractiedatum": "2026-12-15", "mutatie": "verhuisd"}))
    assert (done["back"], done["checked"]) == (1, 1)
    assert [state for _, _, state in cases(office.database)] == ["vervallen", "vervallen", RUNS]


def test_abroad_or_to_wallonia_ends_it(office: Office) -> None:
    take_in(office.database, brussels({}))
    done = take_in(office.database, brussels({"nis_gemeente": NAMUR, "mutatie": "verhuisd"}))
    assert done == {"changed": 1, "lapsed": {"verhuisd_buiten_gewest": 1}}
    assert office.rows(person)[0].status == "verhuisd"
    assert take_in(office.database, brussels({"nis_gemeente": NAMUR, "mutatie": "verhuisd"})) == {
        "unchanged": 1
    }


def test_an_entitled_trajectory_of_bon_lives_beside_it(office: Office) -> None:
    """Somebody of Brussels may have both: only what is true of the person ends both."""
    in_brussels = {"nis_gemeente": "21015", "straat": "Haachtsesteenweg"}
    assert take_in(office.database, flanders(in_brussels))["opened"] == {"recht": 1}
    done = take_in(office.database, brussels({}))
    assert (done["opened"], done.get("lapsed")) == ({"verplicht": 1}, None)
    assert cases(office.database) == [("inburgering", "bon", RUNS), (TRAJECTORY, IN_SCHAARBEEK, RUNS)]
    done = take_in(office.database, brussels({"mutatie": "overleden"}))
    assert done["lapsed"] == {"overleden": 1}
    assert {state for _, _, state in cases(office.database)} == {"vervallen"}


@pytest.mark.parametrize("mutation", ["geschrapt", "belg_geworden"])
def test_what_any_register_says_reaches_the_cases_of_both(office: Office, mutation: str) -> None:
    in_brussels = {"nis_gemeente": "21015", "straat": "Haachtsesteenweg"}
    take_in(office.database, flanders(in_brussels))
    take_in(office.database, brussels({}))
    row = in_brussels | {"mutatie": mutation}
    take_in(office.database, flanders(row | {"nationaliteit": "België"} if "belg" in mutation else row))
    told = [row.to_case_id for row in office.rows(message, message.c.name == "traject_vervallen")]
    assert told == [1, 2]
    assert {state for _, _, state in cases(office.database)} == {"vervallen"}


def test_a_changed_fact_reaches_the_running_case(office: Office) -> None:
    take_in(office.database, brussels({}))
    assert take_in(office.database, brussels({"huisnummer": "2"})) == {"changed": 1, "checked": 1}
    (told,) = office.rows(message, message.c.name == "gegevens_gewijzigd")
    assert told.payload == {"gewijzigd": ["huisnummer"]}


def test_who_is_exempt_and_then_obliged_gets_one_trajectory(office: Office) -> None:
    take_in(office.database, brussels({"nationaliteit": "Polen"}))
    assert cases(office.database) == []
    assert take_in(office.database, brussels({}))["opened"] == {"verplicht": 1}
    assert take_in(office.database, brussels({})) == {"unchanged": 1}
    assert cases(office.database) == [(TRAJECTORY, IN_SCHAARBEEK, RUNS)]


def test_a_wrong_file_is_taken_back(office: Office) -> None:
    take_in(office.database, flanders({"nis_gemeente": "21015", "straat": "Haachtsesteenweg"}))
    before = standing(office.database)
    other = {"rijksregisternummer": national_number(date(1985, 7, 30), 21), "nationaliteit": "Polen"}
    take_in(office.database, brussels({}, other))
    assert len(office.rows(obligation_check)) == 2
    undo(office.database, 2)
    assert standing(office.database) == before
    assert office.rows(obligation_check) == []
    assert take_in(office.database, brussels({}, other))["checked"] == 2


def test_a_release_that_does_not_know_that_law_refuses_the_file(
    sqlite_database: Database, tmp_path: Path
) -> None:
    office = Office(sqlite_database, root=root_without_brussels(tmp_path))
    with office.database.transaction() as tx, pytest.raises(DomainError, match="uittreksel_brussel"):
        imports.request(tx, brussels({}), "brussel.csv")


def test_a_day_of_registration_must_be_there(small_office: Office) -> None:
    with pytest.raises(DomainError, match="kolom_ontbreekt"):
        register.read(BytesIO(file_of({}, columns=[c for c in OF_BRUSSELS if "brussel" not in c])))
    assert take_in(small_office.database, brussels({"eerste_inschrijving_brussel": ""})) == {"rejected": 1}


_ROWS = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from([FROM_BRUSSELS["nis_gemeente"], ELSENE, GENT, "11002", NAMUR]),
        st.sampled_from(["", "verhuisd", "wijziging"]),
        st.integers(0, 2),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS)
def test_any_moves_leave_at_most_one_trajectory_per_region(
    rows: list[tuple[bool, str, str, int]], tmp_path: Path
) -> None:
    """And the preview of each file says what its import then does."""
    with SqliteServer(tmp_path).database() as database:
        office = Office(database)
        for of_brussels, nis, mutation, days in rows:
            day = f"2026-11-{10 + days}"
            row = {"nis_gemeente": nis, "mutatie": mutation, "extractiedatum": day}
            content = (brussels if of_brussels else flanders)(row)
            said, _ = import_previews.look(database, register.read(BytesIO(content)), lambda *_: None)
            done = take_in(database, content)
            assert {name: value for name, value in vars(said).items() if value} == done
            assert _changed_nothing(take_in(database, content))
            running = [row.process for row in office.rows(case, case.c.status == RUNS)]
            assert running.count("inburgering") <= 1
            assert running.count(TRAJECTORY) <= 1
        classes = [(row.person_id, row.region) for row in office.rows(classification)]
        assert all(one != other for one, other in pairwise(sorted(classes)))
        assert office.incidents() == []


def _changed_nothing(done: dict[str, Any]) -> bool:
    return done in ({"unchanged": 1}, {"older": 1}, {})
