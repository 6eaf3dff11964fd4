"""A case on screen: what it says, what may be recorded in it, its letters, and steps that failed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.casework import incidents
from app.db.session import Database
from app.db.tables import incident, letter, message, payment
from app.domain.errors import DomainError
from app.engine import runtime
from app.engine.errors import EngineError
from tests.web.desk import Desk, Worker, text_of

DAY = {"aangemeld_op-day": "5", "aangemeld_op-month": "11", "aangemeld_op-year": "2026"}


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


@pytest.fixture
def counsellor(desk: Desk) -> Worker:
    return desk.colleague("yassin", "in_gent", "trajectbegeleider")


@pytest.fixture
def waiting(desk: Desk) -> int:
    """A trajectory whose invitation has left."""
    case_id = desk.office.detect()
    desk.office.until(date(2026, 11, 5))
    return case_id


def test_a_case_says_who_where_until_when_and_what_happened(
    desk: Desk, waiting: int, counsellor: Worker
) -> None:
    html = counsellor.get(f"/dossiers/{waiting}")
    page = text_of(html)
    for words in (
        f"INB-2026-{waiting:06d}",
        "Ada Testmans",
        "Lopend",
        "Verplicht",
        "IN-Gent",
        "Termijn van aanmelding verstreken",
        "uiterste dag woensdag 3 februari 2027",
        "Gestart op 3 november 2026",
        "Uitnodiging voor het startgesprek",
        "Brief verzonden: Uitnodiging voor het startgesprek",
        "Dossier begonnen: Persoon gedetecteerd",
    ):
        assert words in page
    assert 'class="t-picture" role="region" tabindex="0"' in html
    assert "<svg" in html
    assert "Dezelfde stappen als lijst" in page
    assert " style=" not in html
    assert "<script>" not in html


def test_an_assumption_is_shown_to_staff(desk: Desk, counsellor: Worker) -> None:
    case_id = desk.office.offered()
    html = counsellor.get(f"/dossiers/{case_id}")
    assert '<strong class="govuk-tag govuk-tag--yellow t-tag">\n  aanname' in html or "aanname" in text_of(
        html
    )
    assert "govuk-tag--yellow t-tag" in html


def test_a_visit_is_recorded_once(desk: Desk, waiting: int, counsellor: Worker) -> None:
    page = counsellor.get(f"/dossiers/{waiting}")
    path = f"/dossiers/{waiting}/bericht/aangemeld"
    assert f'href="{path}"' in page
    form = counsellor.get(path)
    for _ in range(2):
        sent = counsellor.send(path, form, **DAY, opmerking_aanmelding="Met een tolk.")
        assert (sent.status_code, sent.location) == (302, f"/dossiers/{waiting}")
    case_page = text_of(counsellor.get(f"/dossiers/{waiting}"))
    assert "Het is vastgelegd in het dossier." in case_page
    assert "Met een tolk." in case_page
    assert desk.office.open(waiting) == ["aanmelding_registreren"]


def test_errors_of_a_message_keep_what_was_typed(desk: Desk, waiting: int, counsellor: Worker) -> None:
    path = f"/dossiers/{waiting}/bericht/aangemeld"
    refused = counsellor.send(
        path, **DAY | {"aangemeld_op-month": "13"}, opmerking_aanmelding="Met een tolk."
    )
    html = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'href="#aangemeld_op-day"' in html
    assert 'value="13"' in html
    assert "Met een tolk." in html
    assert "aangemeld" in desk.office.waits(waiting)


def test_a_message_that_is_not_awaited_any_more_gives_the_answers_back(
    desk: Desk, waiting: int, counsellor: Worker
) -> None:
    path = f"/dossiers/{waiting}/bericht/aangemeld"
    form = counsellor.get(path)
    desk.office.record(waiting, "aangemeld")
    late = counsellor.send(path, form, **DAY, opmerking_aanmelding="Met een tolk.")
    assert late.status_code == 409
    assert "wacht hier niet (meer) op" in text_of(late)
    assert "Met een tolk." in text_of(late)
    counsellor.get(path, 409)


def test_only_the_role_of_the_diagram_records(desk: Desk, waiting: int) -> None:
    manager = desk.colleague("lien", "in_gent", "dossierbeheerder")
    path = f"/dossiers/{waiting}/bericht/aangemeld"
    assert path not in manager.get(f"/dossiers/{waiting}")
    manager.get(path, 409)
    assert manager.post(path, **DAY).status_code == 403
    assert desk.colleague("an", "atlas", "trajectbegeleider").post(path, **DAY).status_code == 403
    assert "aangemeld" in desk.office.waits(waiting)


def test_payments_add_up_on_the_case(desk: Desk) -> None:
    _, _, file = desk.office.fined()
    officer = desk.colleague("koen", "abb_handhaving", "handhavingsambtenaar")
    path = f"/dossiers/{file}/bericht/betaling_ontvangen"
    day = {"ontvangen_op-day": "22", "ontvangen_op-month": "4", "ontvangen_op-year": "2027"}
    assert officer.send(path, ontvangen_bedrag="33,40", **day).status_code == 302
    page = officer.get(f"/dossiers/{file}")
    assert "€ 33,40" in text_of(page)
    assert "Nog te betalen: € 66,60" in text_of(page)
    assert 'value="33,4"' not in officer.get(path)  # the next payment starts from an empty form
    assert [row.amount_cents for row in desk.office.rows(payment)] == [3340]


def test_linked_cases_lead_to_what_may_be_read(desk: Desk) -> None:
    case_id, breach, file = desk.office.fined()
    officer = desk.colleague("koen", "abb_handhaving", "handhavingsambtenaar")
    page = officer.get(f"/dossiers/{file}")
    assert f'href="/dossiers/{case_id}"' in page
    assert f'href="/dossiers/{breach}"' in page
    assert "Boete: € 100,00" in text_of(page)
    manager = desk.colleague("lien", "in_gent", "dossierbeheerder")
    page = manager.get(f"/dossiers/{breach}")
    assert f'href="/dossiers/{file}"' not in page
    assert f"HHV-2027-{file:06d}" in page
    assert "€ 100,00" not in page


def test_another_organisation_sees_nothing(desk: Desk, waiting: int) -> None:
    elsewhere = desk.colleague("an", "atlas", "trajectbegeleider")
    refused = elsewhere.get(f"/dossiers/{waiting}", 403)
    assert "Testmans" not in refused
    assert "andere organisatie" in text_of(refused)
    elsewhere.get(f"/dossiers/{waiting}/bericht/aangemeld", 403)
    assert "bestaat niet" in text_of(elsewhere.get("/dossiers/999999", 404))


def test_a_letter_opens_as_it_was_made(desk: Desk, waiting: int, counsellor: Worker) -> None:
    (sent,) = desk.office.rows(letter, letter.c.case_id == waiting)
    answer = counsellor.client.get(f"/brieven/{sent.id}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert sent.reference.replace("/", "-") in answer.headers["Content-Disposition"]
    elsewhere = desk.colleague("an", "atlas", "trajectbegeleider")
    assert elsewhere.client.get(f"/brieven/{sent.id}.pdf").status_code == 403
    assert counsellor.client.get("/brieven/999999.pdf").status_code == 404


def test_a_failed_message_opens_an_incident_and_keeps_the_answers(
    desk: Desk, waiting: int, counsellor: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise EngineError("feel_te_lang", "welke_doelgroep", seconden=2.0)

    path = f"/dossiers/{waiting}/bericht/aangemeld"
    with monkeypatch.context() as broken:
        broken.setattr(runtime, "resume", fail)
        failed = counsellor.send(path, **DAY, opmerking_aanmelding="Met een tolk.")
    assert failed.status_code == 500
    assert "Met een tolk." in failed.get_data(as_text=True)
    assert [row.code for row in desk.office.rows(incident)] == ["feel_te_lang"]
    page = text_of(counsellor.get(f"/dossiers/{waiting}"))
    assert "duurde te lang" in page
    assert "Niet gelukt" in page


def test_an_administrator_tries_again_without_seeing_whom_it_is_about(desk: Desk, waiting: int) -> None:
    administrator = desk.colleague("bart", "abb", "beheerder")
    assert "geen open incidenten" in text_of(administrator.get("/incidenten"))
    office = desk.office
    with office.database.transaction() as tx:
        row = {
            "key": "proef",
            "name": "aangemeld",
            "to_case_id": waiting,
            "payload": {"aangemeld_op": "2026-11-05"},
            "status": "wachtend",
        }
        message_id = tx.insert_id(message.insert().values(**row, created_at=tx.now))
        problem = DomainError("tabel_meer_regels", tabel="doelgroep", regels=[1, 2])
        incidents.open_incident(tx, waiting, problem, {"bericht": message_id})
    html = administrator.get("/incidenten")
    assert "passen meer regels tegelijk" in text_of(html)
    assert f"INB-2026-{waiting:06d}" in html
    assert "Testmans" not in html
    (open_one,) = office.incidents()
    again = administrator.post(f"/incidenten/{open_one.id}/opnieuw")
    assert again.status_code == 302
    assert "De stap is alsnog gezet." in text_of(administrator.get("/incidenten"))
    assert office.incidents() == []
    assert office.open(waiting) == ["aanmelding_registreren"]
    assert administrator.post(f"/incidenten/{open_one.id}/opnieuw").status_code == 302
    assert "al opgelost" in text_of(administrator.get("/incidenten"))


def test_incidents_are_for_the_administrator(desk: Desk, counsellor: Worker) -> None:
    counsellor.get("/incidenten", 403)
    assert counsellor.post("/incidenten/1/opnieuw").status_code == 403


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_speaks_the_chosen_language(desk: Desk, waiting: int, language: str) -> None:
    counsellor = desk.colleague("yassin", "in_gent", "trajectbegeleider")
    counsellor.post("/taal", taal=language)
    words = {
        "fr": ("Mes tâches", "Chronologie", "Délais", "Lettres"),
        "en": ("My tasks", "Timeline", "Terms", "Letters"),
    }[language]
    page = counsellor.get(f"/dossiers/{waiting}")
    assert all(word in page for word in words[1:])
    assert words[0] in counsellor.get("/taken")
