"""A release to read: every diagram, table, term and number of it, with its ground."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.casework import releases
from app.db.session import Database
from app.engine.bundle import from_folder
from tests.casework import apart
from tests.web.desk import Desk, Worker, text_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


@pytest.fixture
def owner(desk: Desk) -> Worker:
    return desk.colleague("joris", "abb", "proceseigenaar")


def test_everything_of_the_release_can_be_read(desk: Desk, owner: Worker) -> None:
    overview = owner.get("/uitgaven")
    assert 'href="/uitgaven/1"' in overview
    assert "Gepubliceerd voor nieuwe dossiers" in text_of(overview)
    page = owner.get("/uitgaven/1")
    with desk.office.database.read() as tx:
        release = releases.load(tx, 1)
    words = text_of(page)
    for rule in release.terms:
        assert " ".join(rule.name.split()) in words
        assert rule.basis in words
    for parameter in release.parameters:
        assert parameter.name in words
    for source in ("wet", "praktijk", "aanname", "onbevestigd"):
        assert f">{source}</strong>" in page
    assert "nog niet bevestigd" in words
    for name in (*release.processes, "samenhang"):
        diagram = owner.get(f"/uitgaven/1/diagrammen/{name}")
        assert f'href="/uitgaven/1/diagrammen/{name}"' in page
        assert "<svg" in diagram
        assert " style=" not in diagram
    for name, table in release.tables.items():
        shown = text_of(owner.get(f"/uitgaven/1/tabellen/{name}"))
        for rule in table.rules:
            assert rule.description in shown


def test_a_diagram_stands_in_words_beside_its_picture(owner: Worker) -> None:
    page = owner.get("/uitgaven/1/diagrammen/inburgering")
    words = text_of(page)
    assert "Dezelfde stappen als lijst" in words
    assert "Decreet 7-6-2013" in words
    assert 'href="#stap-' in page


def test_every_drawing_of_a_diagram_is_shown_with_its_name_and_where_it_belongs(
    desk: Desk, owner: Worker
) -> None:
    page = owner.get(f"/uitgaven/{apart.publish(desk.office)}/diagrammen/proef")
    assert page.count('class="picture"') == 3
    for identity in ("tekening", "tekening-begeleiding", "tekening-vorming"):
        assert page.count(f' id="{identity}"') == 1
        assert page.count(f' id="{identity}-title"') == 1
    assert 'href="#tekening-vorming"' in page
    words = text_of(page)
    assert "Onderdeel van Proef" in words
    assert "Onderdeel van Begeleiding" in words
    nested = page[page.index('<li id="stap-vorming">') :]
    assert nested.index('<ol class="t-steps"') < nested.index('id="stap-cursus"') < nested.index("</ol>")


def test_a_draft_is_no_release_for_new_cases(desk: Desk, owner: Worker) -> None:
    files = from_folder(ROOT) | {"processes/vlaanderen/brieven/_noot.typ": b"// een regel meer"}
    with desk.office.database.transaction() as tx:
        releases.store(tx, files, "Met een noot")
    words = text_of(owner.get("/uitgaven"))
    assert "Concept Met een noot" in words
    assert words.count("voor nieuwe dossiers") == 1
    assert "Concept" in text_of(owner.get("/uitgaven/2"))


@pytest.mark.parametrize(
    "path",
    [
        "/uitgaven/9",
        "/uitgaven/1/diagrammen/niets",
        "/uitgaven/1/tabellen/niets",
        "/uitgaven/9/tabellen/boete",
    ],
)
def test_what_is_not_there_is_not_found(owner: Worker, path: str) -> None:
    owner.get(path, 404)
