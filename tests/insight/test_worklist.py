"""Work lists: whose tasks, in which order, and what they never show."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from app.casework import tasks
from app.casework.actors import Actor
from app.db.session import Database
from app.db.tables import case, release, task
from app.insight import worklist
from tests.create import create_account, create_organisation, create_person, set_clock

TODAY = date(2027, 1, 15)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


class Desk:
    """Rows alone: a list asks for nothing else."""

    def __init__(self, database: Database) -> None:
        self.database = database
        set_clock(database, datetime.fromisoformat("2027-01-15T09:00:00+00:00"))
        with database.transaction() as tx:
            for code in ("in_gent", "atlas", "abb"):
                create_organisation(tx, code)
            self.release = tx.insert_id(
                insert(release).values(
                    sha256="0" * 64, status="gepubliceerd", note="", content=b"", created_at=tx.now
                )
            )

    def staff(self, *roles: str, organisation: str = "in_gent") -> Actor:
        with self.database.transaction() as tx:
            account_id = create_account(tx, organisation=organisation, roles=roles)
        return Actor(account_id, "", organisation, frozenset(roles))

    def task(self, name: str, **values: Any) -> int:
        with self.database.transaction() as tx:
            person_id = create_person(tx, last_name="Peeters", first_name=name)
            case_id = tx.insert_id(
                insert(case).values(
                    number=f"INB-{person_id}",
                    process="inburgering",
                    release_id=self.release,
                    person_id=person_id,
                    organisation="in_gent",
                    status="lopend",
                    data={},
                    version=1,
                    started_at=tx.now,
                )
            )
            row = {
                "case_id": case_id,
                "uid": f"{case_id:032d}",
                "element": "intake_voeren",
                "name": name,
                "role": "trajectbegeleider",
                "organisation": "in_gent",
                "person_id": person_id,
                "process": "inburgering",
                "status": "open",
                "created_at": tx.now,
            }
            return tx.insert_id(insert(task).values({**row, **values}))

    def mine(self, actor: Actor, page: int = 1) -> worklist.Listing:
        with self.database.read() as tx:
            return worklist.mine(tx, actor, page)

    def team(self, actor: Actor, page: int = 1, only: str | None = None) -> worklist.Listing:
        with self.database.read() as tx:
            return worklist.team(tx, actor, page, only)


def names(listing: worklist.Listing) -> list[str]:
    return [item.name for item in listing.items]


def test_nearest_last_day_first_then_what_waits_longest(desk: Desk) -> None:
    with desk.database.read() as tx:
        now = tx.now
    desk.task("zonder dag, nieuw")
    desk.task("zonder dag, oud", created_at=now - timedelta(days=9))
    desk.task("later", due_on=date(2027, 2, 1))
    desk.task("te laat", due_on=date(2027, 1, 14))
    desk.task("vandaag", due_on=TODAY)
    listing = desk.team(desk.staff("trajectbegeleider"))
    assert names(listing) == ["te laat", "vandaag", "later", "zonder dag, oud", "zonder dag, nieuw"]
    assert [item.days_left for item in listing.items] == [-1, 0, 17, None, None]
    assert [item.age for item in listing.items] == [0, 0, 0, 9, 0]
    assert listing.counts == worklist.Counts(all=5, free=5, late=1)


def test_only_the_own_organisation_and_the_own_roles(desk: Desk) -> None:
    desk.task("van ons")
    desk.task("voor een andere rol", role="dossierbeheerder")
    desk.task("elders", organisation="atlas")
    desk.task("gedaan", status="voltooid")
    assert names(desk.team(desk.staff("trajectbegeleider"))) == ["van ons"]
    assert names(desk.team(desk.staff("trajectbegeleider", organisation="atlas"))) == ["elders"]
    both = desk.team(desk.staff("trajectbegeleider", "dossierbeheerder"))
    assert sorted(names(both)) == ["van ons", "voor een andere rol"]


def test_who_distributes_work_sees_every_role_of_the_organisation(desk: Desk) -> None:
    desk.task("een")
    desk.task("twee", role="dossierbeheerder")
    desk.task("elders", organisation="atlas")
    assert sorted(names(desk.team(desk.staff("teamverantwoordelijke")))) == ["een", "twee"]


@pytest.mark.parametrize("role", ["beheerder", "rapporteur", "proceseigenaar"])
def test_who_does_not_work_with_people_sees_no_task(desk: Desk, role: str) -> None:
    desk.task("een", role=role)
    listing = desk.team(desk.staff(role))
    assert (listing.items, listing.total, listing.pages) == ([], 0, 1)
    assert desk.mine(desk.staff(role, organisation="abb")).items == []


def test_mine_are_those_i_took_and_may_still_do(desk: Desk) -> None:
    me, other = desk.staff("trajectbegeleider"), desk.staff("trajectbegeleider")
    desk.task("van mij", assignee_id=me.account_id)
    desk.task("van een collega", assignee_id=other.account_id)
    moved = desk.task("verhuisd naar een ander agentschap", assignee_id=me.account_id)
    with desk.database.transaction() as tx:
        tx.execute(update(task).where(task.c.id == moved).values(organisation="atlas"))
    assert names(desk.mine(me)) == ["van mij"]
    of_team = {item.name: item for item in desk.team(me).items}
    assert of_team["van een collega"].assignee_name is not None
    assert (of_team["van mij"].assignee_id, of_team["van mij"].person_name) == (
        me.account_id,
        "van mij Peeters",
    )


def test_narrowed_to_what_is_free_or_late(desk: Desk) -> None:
    me = desk.staff("trajectbegeleider")
    desk.task("vrij")
    desk.task("genomen", assignee_id=me.account_id, due_on=date(2027, 1, 1))
    assert names(desk.team(me, only=worklist.FREE)) == ["vrij"]
    assert names(desk.team(me, only=worklist.LATE)) == ["genomen"]
    assert desk.team(me, only=worklist.FREE).counts == worklist.Counts(all=2, free=1, late=1)
    with desk.database.read() as tx:
        assert worklist.free_count(tx, me) == 1


def test_fifty_to_a_page_and_no_page_beyond_the_last(desk: Desk) -> None:
    for number in range(worklist.PAGE + 2):
        desk.task(f"taak {number:02d}", due_on=TODAY + timedelta(days=number))
    me = desk.staff("trajectbegeleider")
    first, second = desk.team(me), desk.team(me, page=2)
    assert (len(first.items), first.total, first.pages) == (50, 52, 2)
    assert names(second) == ["taak 50", "taak 51"]
    assert names(desk.team(me, page=99)) == names(second)
    assert desk.team(me, page=-3).page == 1


def test_a_claimed_task_moves_to_the_own_list(desk: Desk) -> None:
    """Claiming asks the release; the lists do not: its content here is empty."""
    me = desk.staff("trajectbegeleider")
    task_id = desk.task("een")
    with desk.database.transaction() as tx:
        tx.execute(tasks._CLAIM, {"task": task_id, "account": me.account_id})
    assert names(desk.mine(me)) == ["een"]
    assert desk.team(me).counts.free == 0
