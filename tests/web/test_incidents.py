"""The pages of incidents: groups and one by one, many again, what holds terms, repair by two people."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from app.casework import letter_making, retry_runs, term_changes, workers
from app.db.session import Database
from app.db.tables import incident, repair
from tests.casework.broken import FLEMISH, publish
from tests.web.desk import Desk, Worker, text_of

TERM = {
    f"{FLEMISH}inburgering.bpmn": (
        "feit_datum: vandaag",
        "feit_datum: if tolk_nodig = &quot;nee&quot; then vandaag else onbekende_dag",
    )
}
UNPRINTABLE = "Testmans \U000f1234"


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


@pytest.fixture
def admin(desk: Desk) -> Worker:
    return desk.colleague("bart", "abb", "beheerder")


def _fail(desk: Desk, number: int) -> list[int]:
    cases = [desk.office.detect(last_name=UNPRINTABLE) for _ in range(number)]
    letter_making.make_requested(desk.office.database)
    return cases


@pytest.fixture
def stuck(desk: Desk) -> int:
    publish(desk.office, TERM)
    case_id = desk.office.detect()
    desk.office.until(date(2027, 2, 4))
    return case_id


class Statements:
    """How many statements a page sends to the database, but for those that begin and read the clock."""

    def __init__(self, database: Database) -> None:
        self.seen: list[str] = []
        event.listen(database.engine, "before_cursor_execute", self._hear)

    def _hear(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        if "setting" not in statement and not statement.startswith("BEGIN"):
            self.seen.append(statement)

    def of(self, worker: Worker, path: str) -> int:
        self.seen.clear()
        worker.get(path)
        return len(self.seen)


def test_a_thousand_of_one_kind_are_one_group_and_many_pages(desk: Desk, admin: Worker) -> None:
    cases = _fail(desk, 30)
    html = admin.get("/incidenten")
    said = text_of(html)
    assert "Alle 30 opnieuw proberen" in said
    assert "Uitnodiging voor het startgesprek" in said
    assert "tekens die ons lettertype niet kent" in said
    assert "Laat het team de naam of de tekst verbeteren" in said
    assert "Bladzijde 1 van 2" in said
    assert "Testmans" not in html
    assert f"INB-2026-{cases[-1]:06d}" not in said
    assert f"INB-2026-{cases[-1]:06d}" in text_of(admin.get("/incidenten?pagina=2"))
    one_group = "/incidenten?code=brief_teken_niet_afdrukbaar&kind=brief&place=uitnodiging_startgesprek"
    assert "30 incidenten" in text_of(admin.get(one_group))
    assert "Geen enkel open incident" in text_of(admin.get("/incidenten?code=feel_fout"))
    assert "Er zijn geen open incidenten." in text_of(admin.get("/incidenten?kind=bericht"))
    assert "Er zijn geen open incidenten." in text_of(admin.get("/incidenten?organisation=atlas"))
    counted = Statements(desk.office.database)
    assert counted.of(admin, "/incidenten") <= 12
    assert counted.of(admin, "/incidenten/1") <= 12


def test_many_again_is_asked_for_and_told(desk: Desk, admin: Worker) -> None:
    _fail(desk, 3)
    html = admin.get("/incidenten")
    command = re.search(r'name="_opdracht" value="(\w+)"', html)
    assert command
    chosen = {"code": "brief_teken_niet_afdrukbaar", "place": "uitnodiging_startgesprek"}
    for _ in range(2):  # the same click, twice
        admin.post("/incidenten/opnieuw", _opdracht=command[1], **chosen)
    said = text_of(admin.get("/incidenten"))
    assert "0 van 3 opnieuw geprobeerd" in said
    assert "Alle 3 opnieuw proberen" not in said
    assert "0 van 3" in admin.get("/incidenten/opnieuw/1")
    admin.post("/incidenten/opnieuw")
    assert "Er loopt al een ronde" in text_of(admin.get("/incidenten"))
    retry_runs.run_requested(desk.office.database)
    assert admin.client.get("/incidenten/opnieuw/1").status_code == 204
    assert "3 van 3 opnieuw geprobeerd, 0 gelukt, 3 opnieuw mislukt" in text_of(admin.get("/incidenten"))
    assert [row.attempts for row in desk.office.rows(incident)] == [2, 2, 2]
    admin.post("/incidenten/opnieuw", code="termijn_te_laat_bekend")
    assert "vraag eerst wat het team wil" in text_of(admin.get("/incidenten"))


def test_a_repair_by_two_people(desk: Desk, stuck: int, admin: Worker) -> None:
    manager = desk.colleague("lies", "in_gent", "dossierbeheerder")
    lead = desk.colleague("mira", "in_gent", "teamverantwoordelijke")
    page = manager.get(f"/dossiers/{stuck}")
    assert "De stap die op deze termijn volgt, mislukte" in text_of(page)
    assert "/incidenten/1" in page
    assert "Herstel voorstellen" in text_of(manager.get("/incidenten/1"))
    choices = manager.get("/incidenten/1/herstel")
    assert 'value="tolk_nodig"' in choices
    path = "/incidenten/1/herstel?soort=feit&gegeven=tolk_nodig"
    refused = manager.send(path, waarde="nee", reden=" ")
    assert refused.status_code == 422
    assert "Waarom" in text_of(refused)
    kept = manager.send(path, waarde="nee", reden="Volgens de nota van het gesprek.")
    assert kept.status_code == 302
    own = manager.get("/herstel/1")
    assert "Een tweede persoon beslist" in text_of(own)
    assert "Goedkeuren" not in text_of(own)
    assert manager.post("/herstel/1/goedkeuren", _versie="1").status_code == 403
    assert "Er is een herstel voorgesteld" in text_of(manager.get(f"/dossiers/{stuck}"))
    said = text_of(lead.get("/herstel"))
    assert "Gegeven verbeteren: tolk nodig" in said
    assert "Gegeven verbeteren: tolk nodig" in text_of(admin.get("/herstel"))
    shown = lead.get("/herstel/1")
    for told in ("Volgens de nota", "niets", "Dit vervalt", "Termijn: aanmelding", "Bericht dat nog"):
        assert told in text_of(shown), told
    stale = lead.post("/herstel/1/goedkeuren", _versie="0")
    assert stale.status_code == 409
    assert lead.post("/herstel/1/goedkeuren").status_code == 400
    done = lead.send("/herstel/1", to="/herstel/1/goedkeuren")
    assert done.status_code == 302
    assert "Het herstel is uitgevoerd" in text_of(lead.get("/herstel/1"))
    assert desk.office.incidents() == []
    story = text_of(lead.get(f"/dossiers/{stuck}"))
    assert "Herstel goedgekeurd en uitgevoerd" in story
    assert "Volgens de nota van het gesprek." in story
    assert lead.client.get("/incidenten/1").status_code == 404
    assert "Er wacht geen enkel voorstel" in text_of(lead.get("/herstel"))


def test_refused_withdrawn_and_failing_again(desk: Desk, stuck: int, admin: Worker) -> None:
    lead = desk.colleague("mira", "in_gent", "teamverantwoordelijke")
    path = "/incidenten/1/herstel?soort=feit&gegeven=tolk_nodig"
    lead.send(path, waarde="ja", reden="Ze vroeg een tolk.")
    said = text_of(admin.get("/herstel/1"))
    assert "zou dit opnieuw mislukken" in said
    again = admin.send("/herstel/1", to="/herstel/1/goedkeuren")
    assert again.status_code == 409
    assert "Het voorstel blijft open" in text_of(again)
    assert text_of(admin.get("/incidenten")).count("Herstel voorgesteld") == 1
    lead.send(path, waarde="nee", reden="Nog een.")
    assert len(desk.office.rows(repair)) == 1
    assert admin.post("/herstel/1/weigeren", reden="").status_code == 422
    admin.post("/herstel/1/weigeren", reden="Dat helpt niet.")
    assert "Dat helpt niet." in text_of(lead.get("/herstel/1"))
    lead.send("/incidenten/1/herstel?soort=loslaten", reden="Niemand wacht er nog op.")
    assert "De termijn laten vervallen" in text_of(admin.get("/herstel/2"))
    lead.post("/herstel/2/intrekken")
    assert [row.status for row in desk.office.rows(repair)] == ["geweigerd", "ingetrokken"]
    lead.post("/herstel/2/intrekken")
    assert "al beslist" in text_of(lead.get("/herstel/2"))


def test_whose_incident_it_is(desk: Desk, stuck: int) -> None:
    elsewhere = desk.colleague("an", "atlas", "teamverantwoordelijke")
    counsellor = desk.colleague("yassin", "in_gent", "trajectbegeleider")
    for path in ("/incidenten/1", "/incidenten/1/herstel"):
        elsewhere.get(path, 403)
        counsellor.get(path, 403)
    assert elsewhere.send("/hulp", to="/incidenten/1/herstel?soort=loslaten", reden="x").status_code == 403
    assert desk.office.rows(repair) == []
    elsewhere.get("/incidenten", 403)
    elsewhere.get("/incidenten/termijnen", 403)


def test_what_holds_terms_and_who_works(desk: Desk, stuck: int, admin: Worker) -> None:
    office = desk.office
    suspended = office.detect()
    office.until(date(2027, 2, 5))
    lead = office.hire("in_gent", "teamverantwoordelijke")
    with office.database.transaction() as tx:
        term_changes.suspend(tx, suspended, date(2027, 2, 5), None, "Ziek.", lead)
    office.detect(last_name=UNPRINTABLE)
    letter_making.make_requested(office.database)
    office.detect()
    office.clock(office.database.now() + timedelta(days=20))
    said = text_of(admin.get("/incidenten/termijnen"))
    assert "De stap die op deze termijn volgt, mislukte" in said
    assert "zijn geschorst sinds 05/02/2027" in said
    assert "Die brief kon niet gemaakt worden" in said
    assert "wacht om gemaakt te worden" in said
    assert "Testmans" not in said
    letter_making.make_requested(office.database)
    office.detect()
    assert "nog niet als verzonden gemeld" in text_of(admin.get("/incidenten/termijnen"))
    assert "geen worker gelopen" in text_of(admin.get("/incidenten/workers"))
    with office.database.transaction() as tx:
        workers.begin(tx, "a")
    assert "versie 0.1.0" in text_of(admin.get("/incidenten/workers"))
    counted = Statements(office.database)
    assert counted.of(admin, "/incidenten/termijnen") <= 12
    assert counted.of(admin, "/incidenten/workers") <= 12


def test_terms_that_are_due(desk: Desk, admin: Worker) -> None:
    desk.office.detect()
    desk.office.until(date(2026, 11, 5))
    desk.office.clock(desk.office.database.now() + timedelta(days=120))
    assert "er heeft deze week geen worker gelopen" in text_of(admin.get("/incidenten/termijnen"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_speak_the_chosen_language(desk: Desk, stuck: int, admin: Worker, language: str) -> None:
    lead = desk.colleague("mira", "in_gent", "teamverantwoordelijke")
    lead.send("/incidenten/1/herstel?soort=feit&gegeven=tolk_nodig", waarde="nee", reden="Nota.")
    admin.post("/taal", taal=language)
    word = {"fr": "Incidents", "en": "Incidents"}[language]
    for path in (
        "/incidenten",
        "/incidenten/1",
        "/incidenten/termijnen",
        "/incidenten/workers",
        "/herstel/1",
    ):
        said = text_of(admin.get(path))
        assert "Waarom" not in said, path
    assert word in admin.get("/incidenten")
