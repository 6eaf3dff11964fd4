"""The drawings of a case: where its sub-processes have drawings of their own, and what is marked in which."""

from __future__ import annotations

from datetime import date

import pytest

from app.casework import releases
from app.db.session import Database
from app.insight.cases import case_page
from app.insight.drawings import Drawing, drawings
from tests.casework import apart
from tests.casework.office import ROOT, Office

BPMN = (ROOT / "tests/data/eigen_tekeningen.bpmn").read_bytes()


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    return Office(sqlite_database)


def seen(office: Office, case_id: int) -> list[Drawing]:
    viewer = office.colleague("in_gent", "trajectbegeleider")
    with office.database.read() as tx:
        return list(case_page(tx, viewer, case_id, releases.load).picture.drawings)


def marks(office: Office, case_id: int) -> list[tuple[str, str | None, bool]]:
    return [(each.name, each.mark, each.is_here) for each in seen(office, case_id)]


def test_the_drawings_open_where_the_case_is_and_tell_where_it_was(office: Office) -> None:
    case_id = apart.begin(office, apart.publish(office))
    assert marks(office, case_id) == [
        ("Proef", None, True),
        ("Begeleiding", None, False),
        ("Vorming", None, False),
    ]
    office.do(case_id, "nakijken")
    assert marks(office, case_id)[1:] == [("Begeleiding", "huidig", True), ("Vorming", None, False)]
    office.do(case_id, "intake")
    assert marks(office, case_id)[1:] == [("Begeleiding", "huidig", True), ("Vorming", "huidig", True)]
    main, begeleiding, vorming = seen(office, case_id)
    assert 'is-subProcess is-huidig" data-element="begeleiding"' in main.svg
    assert 'is-subProcess is-huidig" data-element="vorming"' in begeleiding.svg
    assert 'is-userTask is-huidig" data-element="cursus"' in vorming.svg
    assert (main.within, begeleiding.within, vorming.within) == (None, main, begeleiding)


def test_a_sub_process_that_was_left_was_passed(office: Office) -> None:
    case_id = apart.begin(office, apart.publish(office))
    for element in ("nakijken", "intake", "cursus"):
        office.do(case_id, element)
    office.until(date(2027, 6, 1))  # the term on its edge stops it
    assert office.open(case_id) == ["gesprek"]
    assert marks(office, case_id)[1:] == [("Begeleiding", "huidig", True), ("Vorming", "doorlopen", False)]
    office.do(case_id, "gesprek")
    assert marks(office, case_id)[1:] == [
        ("Begeleiding", "doorlopen", False),
        ("Vorming", "doorlopen", False),
    ]


def test_an_incident_inside_is_told_outside() -> None:
    main, begeleiding, vorming = drawings(
        BPMN, "Proef", "Proef, 1", {"cursus": "incident", "gesprek": "huidig", "nakijken": "doorlopen"}
    )
    assert [each.mark for each in (main, begeleiding, vorming)] == [None, "incident", "incident"]
    assert begeleiding.is_here
    assert vorming.is_here


def test_where_a_case_has_not_been_nothing_is_marked_by_another_that_has() -> None:
    plain = drawings(BPMN, "Proef", "Proef, 1")[2].svg
    marked = drawings(BPMN, "Proef", "Proef, 2", {"cursus": "huidig"})[2].svg
    assert "is-huidig" in marked
    assert drawings(BPMN, "Proef", "Proef, 3", {"nakijken": "huidig"})[2].svg == plain


def test_drawings_on_one_page_have_ids_of_their_own_and_lead_to_each_other() -> None:
    main, begeleiding, vorming = drawings(BPMN, "Proef", "Proef, 1")
    assert 'href="#tekening-begeleiding"' in main.svg
    assert 'href="#tekening-vorming"' in begeleiding.svg
    assert "href=" not in vorming.svg
    assert [each.anchor for each in (main, begeleiding, vorming)] == [
        "tekening",
        "tekening-begeleiding",
        "tekening-vorming",
    ]
    assert 'id="tekening-vorming-title">Vorming</title>' in vorming.svg


def test_a_diagram_of_one_drawing_has_one() -> None:
    (only,) = drawings((ROOT / "tests/data/alle_elementen.bpmn").read_bytes(), "Alles", "Alles, 1")
    assert (only.within, only.is_here) == (None, True)
    assert "href=" not in only.svg
