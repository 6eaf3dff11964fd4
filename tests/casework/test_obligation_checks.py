"""The municipal check at a counter of Brussels: what it keeps, what it opens, and who may do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.casework import obligation_checks, people, walk_in
from app.casework.actors import Actor, Refused
from app.casework.obligation_checks import Recorded, Said
from app.db.session import Database
from app.db.tables import case, classification, message, obligation_check, person, person_history
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from tests.casework.brussels import cases, flanders, root_without_brussels, take_in
from tests.casework.office import Office

TODAY = date(2026, 11, 2)
NEWCOMER: dict[str, Any] = {
    "nis_code": "21015",
    "postcode": "1030",
    "municipality": "Schaarbeek",
    "card_type": "A",
    "first_registered_belgium": TODAY,
    "first_registered_brussels": TODAY,
    "first_registered_flanders": None,
    "extracted_on": None,
}
IN_SCHAARBEEK, RUNS = "gemeente_21015", "lopend"


@pytest.fixture
def officer(office: Office) -> Actor:
    return office.colleague(IN_SCHAARBEEK, "gemeentemedewerker")


def _check(office: Office, person_id: int, actor: Actor, said: Said | None = None) -> Recorded:
    with office.database.transaction() as tx:
        return obligation_checks.record(tx, person_id, said or Said(), actor)


def _refusal(office: Office, person_id: int, actor: Actor, said: Said | None = None) -> str:
    with pytest.raises(DomainError) as refused:
        _check(office, person_id, actor, said)
    return refused.value.code


def test_who_is_obliged_gets_a_trajectory_of_the_municipality(office: Office, officer: Actor) -> None:
    done = _check(office, office.person(**NEWCOMER), officer, Said(language="nl"))
    assert (done.looked.outcome, done.opened, done.ran, done.told) == ("verplicht", True, False, False)
    assert done.looked.basis.startswith("Alle voorwaarden samen")
    assert done.looked.conditions["Leeftijd vandaag"] == 36
    (row,) = office.rows(case)
    assert (row.process, row.organisation, row.number) == (
        "verplicht_traject",
        IN_SCHAARBEEK,
        done.case_number,
    )
    assert (row.data["nagekeken_op"], row.data["taal"]) == ("2026-11-02", "nl")
    (kept,) = office.rows(obligation_check)
    assert (kept.id, kept.checked_on, kept.account_id) == (done.check_id, TODAY, officer.account_id)
    assert (kept.outcome, kept.language, kept.case_id) == ("verplicht", "nl", row.id)


def test_the_same_outcome_again_opens_nothing(office: Office, officer: Actor) -> None:
    person_id = office.person(**NEWCOMER)
    first = _check(office, person_id, officer)
    again = _check(office, person_id, officer)
    assert (again.opened, again.ran, again.told) == (False, True, False)
    assert again.case_id == first.case_id
    assert len(office.rows(obligation_check)) == 2
    assert len(office.rows(case)) == 1


def test_who_is_exempt_and_later_obliged_gets_one(office: Office, officer: Actor) -> None:
    person_id = office.person(**NEWCOMER)
    exempt = _check(office, person_id, officer, Said(grounds="belgisch_diploma"))
    assert (exempt.looked.outcome, exempt.case_id) == ("vrijgesteld", None)
    assert office.rows(case) == []
    assert _check(office, person_id, officer).opened
    assert not _check(office, person_id, officer).opened
    (kept,) = office.rows(classification)
    assert (kept.region, kept.target_group, kept.case_id) == ("brussel", "verplicht", 1)
    found = office.rows(obligation_check, obligation_check.c.person_id == person_id)
    assert [row.grounds for row in reversed(found)] == [None, None, "belgisch_diploma"]


def test_a_running_trajectory_hears_what_changed(office: Office, officer: Actor) -> None:
    person_id = office.person(**NEWCOMER)
    _check(office, person_id, officer)
    moved = _check(office, person_id, officer, Said(facts={"street": "Andere straat"}))
    assert (moved.ran, moved.told) == (True, True)
    (change,) = office.rows(person_history, person_history.c.field == "street")
    assert change.account_id == officer.account_id
    proved = _check(office, person_id, officer, Said(grounds="familielid_eu"))
    assert (proved.looked.outcome, proved.told, proved.opened) == ("vrijgesteld", True, False)
    payloads = [row.payload for row in office.rows(message, message.c.name == "gegevens_gewijzigd")]
    assert payloads == [
        {"gewijzigd": ["straat"]},
        {"gewijzigd": ["vrijstellingsgrond"], "vrijstellingsgrond": "familielid_eu"},
    ]
    assert "verplichting_opnieuw_bepalen" in office.open(1)
    why = "Familielid van een burger van de EU, trouwakte gezien."
    office.do(
        1, "verplichting_opnieuw_bepalen", nieuwe_verplichting="vrijgesteld", reden_nieuwe_verplichting=why
    )
    assert office.case(1).status == "beeindigd"
    again = _check(office, person_id, officer)
    assert (again.looked.outcome, again.opened) == ("verplicht", True)
    assert office.incidents() == []


def test_who_comes_from_flanders_is_of_this_municipality_now(office: Office, officer: Actor) -> None:
    take_in(office.database, flanders({}))
    (row,) = office.rows(person)
    assert _refusal(office, row.id, officer) == "gemeente_andere"
    here = {"nis_code": "21015", "first_registered_brussels": TODAY, "street": "Haachtsesteenweg"}
    assert _check(office, row.id, officer, Said(facts=here)).opened
    assert cases(office.database) == [
        ("inburgering", "in_gent", "vervallen"),
        ("verplicht_traject", IN_SCHAARBEEK, RUNS),
    ]
    assert take_in(office.database, flanders({})) == {"older": 1}  # that register does not know it yet
    assert take_in(office.database, flanders({"extractiedatum": "2026-11-30"})) == {"older": 1}
    back = flanders({"extractiedatum": "2026-12-31", "mutatie": "verhuisd"})
    assert take_in(office.database, back)["opened"] == {"plicht": 1}


def test_a_trajectory_moves_with_who_moves_inside_brussels(office: Office, officer: Actor) -> None:
    person_id = office.person(**NEWCOMER)
    _check(office, person_id, officer)
    elsene = office.colleague("gemeente_21009", "gemeentemedewerker")
    done = _check(office, person_id, elsene, Said(facts={"nis_code": "21009", "municipality": "Elsene"}))
    assert done.ran
    assert cases(office.database) == [("verplicht_traject", "gemeente_21009", RUNS)]
    assert _refusal(office, person_id, officer) == "gemeente_andere"


def test_looking_leaves_no_trace(office: Office) -> None:
    person_id = office.person(**NEWCOMER)
    with office.database.read() as tx:
        row = people.get(tx, person_id)
        assert obligation_checks.look(tx, row, None, tx.today).outcome == "verplicht"
        found = obligation_checks.look(tx, row, "langdurig_ingezetene", tx.today)
        assert (found.outcome, found.opens) == ("vrijgesteld", False)
        assert found.reason == "langdurig ingezetene van een andere lidstaat"
        assert obligation_checks.grounds(tx)["belgisch_diploma"] == "Belgisch diploma"
    assert office.rows(obligation_check) == office.rows(case) == office.rows(classification) == []


def test_somebody_new_is_written_in_and_checked(office: Office, officer: Actor) -> None:
    facts = NEWCOMER | {
        "national_number": "85073003328",
        "birth_date": "1985-07-30",
        "last_name": "Nieuw",
        "nationality": "Marokko",
        "register": "vreemdelingenregister",
        "residence_status": "gezinshereniging met derdelander",
        "title_from": TODAY,
        "title_to": date(2027, 11, 2),
    }
    with office.database.transaction() as tx:
        person_id = walk_in.create_person(tx, facts, officer)["id"]
        assert obligation_checks.record(tx, person_id, Said(), officer).opened


@pytest.mark.parametrize(
    ("said", "code"),
    [(Said(grounds="zomaar"), "grond_onbekend"), (Said(language="de"), "taal_onbekend")],
)
def test_what_the_law_does_not_know_is_refused(office: Office, officer: Actor, said: Said, code: str) -> None:
    """A ground that no row of the table reads would leave somebody obliged who is not."""
    person_id = office.person(**NEWCOMER)
    assert _refusal(office, person_id, officer, said) == code
    assert office.rows(obligation_check) == []


@pytest.mark.parametrize(
    ("organisation", "role", "code"),
    [
        ("gemeente_21004", "gemeentemedewerker", "gemeente_andere"),
        (IN_SCHAARBEEK, "partnermedewerker", "geen_recht"),
        ("in_gent", "dossierbeheerder", "geen_recht"),
        ("bon", "trajectbegeleider", "geen_recht"),
    ],
)
def test_only_the_own_municipality_checks(office: Office, organisation: str, role: str, code: str) -> None:
    person_id = office.person(**NEWCOMER)
    with pytest.raises(Refused) as refused:
        _check(office, person_id, office.colleague(organisation, role))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"status": "overleden"}, "persoon_is_overleden"),
        ({"status": "teruggedraaid"}, "persoon_teruggedraaid"),
    ],
)
def test_who_is_gone_is_not_checked(
    office: Office, officer: Actor, facts: Mapping[str, Any], code: str
) -> None:
    assert _refusal(office, office.person(**NEWCOMER, **facts), officer) == code
    assert _refusal(office, 4711, officer) == "persoon_onbekend"


def test_who_was_struck_off_is_back(office: Office, officer: Actor) -> None:
    person_id = office.person(**NEWCOMER)
    first = _check(office, person_id, officer)
    assert first.case_id is not None
    office.register_says(first.case_id, Mutation.STRUCK_OFF)
    assert office.case(first.case_id).status == "beeindigd"
    assert _check(office, person_id, officer).opened
    assert office.rows(person)[0].status == "actief"


def test_a_release_that_does_not_know_that_law_says_so(sqlite_database: Database, tmp_path: Path) -> None:
    office = Office(sqlite_database, root=root_without_brussels(tmp_path))
    person_id = office.person(**NEWCOMER)
    officer = office.colleague(IN_SCHAARBEEK, "gemeentemedewerker")
    assert _refusal(office, person_id, officer) == "brussel_niet_in_release"
