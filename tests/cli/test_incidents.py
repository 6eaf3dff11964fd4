"""`traject incidents`: what goes wrong, and trying one or many again."""

from __future__ import annotations

import json

from app.casework import letter_making, people
from app.db.session import Database
from app.db.tables import incident
from tests.casework.office import Office
from tests.cli.test_operations import run


def test_listed_and_tried_again(database: Database) -> None:
    office = Office(database)
    assert "Er zijn geen open incidenten." in run(database.url, "incidents")
    cases = [office.detect(last_name="Testmans \U000f1234") for _ in range(3)]
    letter_making.make_requested(database)
    (group,) = json.loads(run(database.url, "incidents", "list", "--json"))
    assert (group["number"], group["kind"], group["place"]) == (3, "brief", "uitnodiging_startgesprek")
    assert "Er zijn geen" in run(database.url, "incidents", "list", "--kind", "termijn")
    with database.transaction() as tx:
        for case_id in cases[:2]:
            known = people.get(tx, office.case(case_id).person_id)
            people.change(tx, known, {"last_name": "Testmans"}, tx.today)
    assert "alsnog gezet" in run(database.url, "incidents", "retry", "1")
    assert "al opgelost" in run(database.url, "incidents", "retry", "1", status=1)
    said = run(database.url, "incidents", "retry", "--all", "--code", group["code"], "--json")
    told, _logged = json.JSONDecoder().raw_decode(said)
    assert (told["total"], told["done"], told["solved"], told["failed"]) == (2, 2, 1, 1)
    assert "1 opnieuw mislukt" in run(database.url, "incidents", "retry", "--all")
    assert "Er is geen open incident" in run(
        database.url, "incidents", "retry", "--all", "--organisation", "atlas", status=1
    )
    run(database.url, "incidents", "retry", status=2)
    run(database.url, "incidents", "retry", "1", "--all", status=2)
    assert [row.attempts for row in office.rows(incident)] == [1, 1, 3]
