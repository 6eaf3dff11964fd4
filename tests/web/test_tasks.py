"""Tasks on screen: lists, claiming, and a form that loses nothing that was typed."""

from __future__ import annotations

from typing import Any

import pytest

from app.db.session import Database
from app.db.tables import answer, case, incident, task
from app.engine import runtime
from app.engine.errors import EngineError
from tests.web.desk import Desk, Worker, text_of

DECISION = {"besluit": "boete", "bedrag": "100", "motivering": "Geen reden voor de afwezigheid gegeven."}
INTAKE = {"nt2_niveau": "A1", "verslag_intake": "Wil graag als lasser werken."}


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


@pytest.fixture
def counsellor(desk: Desk) -> Worker:
    return desk.colleague("yassin", "in_gent", "trajectbegeleider")


@pytest.fixture
def intake(desk: Desk) -> int:
    """A case whose intake is to be held."""
    case_id = desk.office.registered()
    desk.office.do(case_id, "aanmelding_registreren")
    return case_id


def address(desk: Desk, case_id: int, element: str = "intake_voeren") -> str:
    return f"/taken/{desk.office.task(case_id, element)}"


def test_the_lists_name_person_case_and_who_has_the_task(desk: Desk, intake: int, counsellor: Worker) -> None:
    assert "U hebt nu geen taken" in text_of(counsellor.get("/taken"))
    team = text_of(counsellor.get("/taken/team"))
    assert "Intake voeren" in team
    assert "Ada Testmans" in team
    assert f"INB-2026-{intake:06d}" in team
    taken = counsellor.post(f"{address(desk, intake)}/nemen", terug="/taken/team?toon=vrij")
    assert taken.location.endswith("?terug=/taken/team?toon%3Dvrij")
    assert "Intake voeren" in text_of(counsellor.get("/taken"))
    assert "Elke taak is al door iemand genomen" in text_of(counsellor.get("/taken/team?toon=vrij"))
    assert 'href="/taken/team?toon=vrij" class="govuk-back-link"' in counsellor.get(taken.location)


def test_a_task_says_what_for_whom_and_on_what_ground(desk: Desk, intake: int, counsellor: Worker) -> None:
    page = text_of(counsellor.get(address(desk, intake)))
    for words in ("Intake voeren", "Ada Testmans", "Gent", "Frans", "art. 28", "Welk niveau Nederlands"):
        assert words in page


def test_a_completed_form_takes_the_step_and_leads_to_the_case(
    desk: Desk, intake: int, counsellor: Worker
) -> None:
    done = counsellor.send(address(desk, intake), **INTAKE)
    assert (done.status_code, done.location) == (302, f"/dossiers/{intake}")
    page = text_of(counsellor.get(done.location))
    assert "“Intake voeren” is voltooid." in page
    assert "Contract opmaken" in page
    assert "Wil graag als lasser werken." in page
    assert desk.office.case(intake).data["nt2_niveau"] == "A1"


def test_what_is_wrong_stands_on_top_and_at_the_field_and_nothing_typed_is_lost(
    desk: Desk, intake: int, counsellor: Worker
) -> None:
    path = address(desk, intake)
    refused = counsellor.send(path, verslag_intake="Een lang gesprek & een <idee>.", werkt="true")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'href="#nt2_niveau"' in page
    assert "Een lang gesprek &amp; een &lt;idee&gt;." in page
    assert 'name="werkt" type="checkbox" value="true" checked' in page
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>Fout: " in page
    assert desk.office.open(intake) == ["intake_voeren"]


def test_a_double_click_counts_once(desk: Desk, intake: int, counsellor: Worker) -> None:
    path = address(desk, intake)
    page = counsellor.get(path)
    first = counsellor.send(path, page, **INTAKE)
    second = counsellor.send(path, page, **INTAKE)
    assert [(each.status_code, each.location) for each in (first, second)] == [
        (302, f"/dossiers/{intake}"),
        (302, f"/dossiers/{intake}"),
    ]
    assert len(desk.office.rows(answer, answer.c.element == "intake_voeren")) == 1


def test_a_stale_page_keeps_what_was_typed_and_can_be_sent_again(
    desk: Desk, intake: int, counsellor: Worker
) -> None:
    path = address(desk, intake)
    page = counsellor.get(path)
    with desk.office.database.transaction() as tx:
        tx.execute(case.update().where(case.c.id == intake).values(version=case.c.version + 1))
    stale = counsellor.send(path, page, **INTAKE)
    again = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert "intussen iets gewijzigd" in text_of(stale)
    assert "Wil graag als lasser werken." in again
    assert '<option value="A1" selected>' in again
    assert counsellor.send(path, again, **INTAKE).status_code == 302


def test_a_task_done_meanwhile_gives_back_what_was_typed_to_copy(
    desk: Desk, intake: int, counsellor: Worker
) -> None:
    path = address(desk, intake)
    page = counsellor.get(path)
    desk.office.do(intake, "intake_voeren")
    late = counsellor.send(path, page, **INTAKE)
    assert late.status_code == 409
    words = text_of(late)
    assert "niet meer open" in words
    assert "Wat u had ingevuld" in words
    assert "Wil graag als lasser werken." in words
    assert 'name="verslag_intake"' not in late.get_data(as_text=True)


def test_a_colleagues_task_is_read_not_done(desk: Desk, intake: int, counsellor: Worker) -> None:
    other = desk.colleague("sofie", "in_gent", "trajectbegeleider")
    path = address(desk, intake)
    page = counsellor.get(path)
    assert other.post(f"{path}/nemen").status_code == 302
    read = counsellor.get(path)
    assert "Sofie heeft deze taak" in text_of(read)
    assert 'name="nt2_niveau"' not in read
    assert counsellor.post(f"{path}/nemen").status_code == 409
    sent = counsellor.send(path, page, **INTAKE)
    assert sent.status_code == 409
    assert "Wil graag als lasser werken." in text_of(sent)
    assert counsellor.post(f"{path}/teruggeven").status_code == 409
    assert desk.office.open(intake) == ["intake_voeren"]


def test_who_distributes_work_gives_a_colleagues_task_back(
    desk: Desk, intake: int, counsellor: Worker
) -> None:
    path = address(desk, intake)
    counsellor.post(f"{path}/nemen")
    lead = desk.colleague("hilde", "in_gent", "teamverantwoordelijke")
    page = lead.get(path)
    assert "voor de rol Trajectbegeleider" in text_of(page)
    assert 'name="nt2_niveau"' not in page
    assert lead.post(f"{path}/teruggeven", terug="/taken/team").location == "/taken/team"
    assert "Nog niemand heeft deze taak genomen" in text_of(counsellor.get(path))
    again = lead.post(f"{path}/teruggeven")
    assert again.status_code in (302, 409)
    twice = counsellor.post(f"{path}/teruggeven")
    assert twice.status_code == 409
    assert "Een collega heeft" not in text_of(twice), "nobody has it any more"


def test_another_role_or_organisation_may_not_do_it(desk: Desk, intake: int) -> None:
    path = address(desk, intake)
    manager = desk.colleague("lien", "in_gent", "dossierbeheerder")
    assert "voor de rol Trajectbegeleider" in text_of(manager.get(path))
    assert manager.send(path, **INTAKE).status_code == 403
    elsewhere = desk.colleague("an", "atlas", "trajectbegeleider")
    assert "Testmans" not in elsewhere.get(path, 403)
    for action in ("", "/nemen", "/teruggeven"):
        answer = elsewhere.post(path + action, **INTAKE)
        assert answer.status_code in (403, 409)
        assert "Testmans" not in answer.get_data(as_text=True)
    assert desk.office.open(intake) == ["intake_voeren"]


def test_separation_of_duties_is_explained_and_kept(desk: Desk) -> None:
    _, _, file = desk.office.to_decide()
    first = desk.colleague("koen", "abb_handhaving", "handhavingsambtenaar")
    second = desk.colleague("nadia", "abb_handhaving", "handhavingsambtenaar")
    decide = address(desk, file, "besluit_nemen")
    page = text_of(first.get(decide))
    for words in ("€ 100,00", "Tussen € 50,00 en € 5.000,00", "Rij 1 van de tabel:", "Eerste inbreuk"):
        assert words in page
    assert first.send(decide, **DECISION).status_code == 302
    sign = address(desk, file, "besluit_ondertekenen")
    barred = first.get(sign)
    assert "U kunt deze taak niet doen" in text_of(barred)
    assert 'name="akkoord"' not in barred
    assert first.send(sign, akkoord="ja").status_code == 403
    assert desk.office.open(file) == ["besluit_ondertekenen"]
    assert "Geen reden voor de afwezigheid gegeven." in text_of(second.get(sign))
    assert second.send(sign, akkoord="ja").status_code == 302
    assert desk.office.decision(file).amount_cents == 10000


def test_a_signature_is_asked_anew_each_time(desk: Desk) -> None:
    _, _, file = desk.office.to_decide()
    desk.office.do(file, "besluit_nemen")
    desk.office.do(file, "besluit_ondertekenen", akkoord="nee", reden_terug="Noem de ingebrekestelling.")
    officer = desk.colleague("koen", "abb_handhaving", "handhavingsambtenaar")
    again = officer.get(address(desk, file, "besluit_nemen"))
    assert "Betrokkene gaf geen reden op" in again  # what was written before
    assert "Noem de ingebrekestelling." in text_of(again)
    desk.office.do(file, "besluit_nemen")
    signer = officer.get(address(desk, file, "besluit_ondertekenen"))
    assert "checked" not in signer.split("<form", 3)[-1].split("</form>")[0]


def test_the_law_speaks_at_the_field(desk: Desk) -> None:
    _, _, file = desk.office.to_decide()
    officer = desk.colleague("koen", "abb_handhaving", "handhavingsambtenaar")
    path = address(desk, file, "besluit_nemen")
    why = "Geen reden voor de afwezigheid gegeven."
    refused = officer.send(path, besluit="boete", bedrag="7000", motivering=why)
    assert refused.status_code == 422
    assert 'href="#bedrag"' in refused.get_data(as_text=True)
    assert why in refused.get_data(as_text=True)


def test_a_failed_step_keeps_the_answers_and_opens_an_incident(
    desk: Desk, intake: int, counsellor: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = address(desk, intake)

    def fail(*_: Any, **__: Any) -> None:
        raise EngineError("tabel_geen_regel", "welke_doelgroep", tabel="doelgroep")

    with monkeypatch.context() as broken:
        broken.setattr(runtime, "resume", fail)
        failed = counsellor.send(path, **INTAKE)
    assert failed.status_code == 500
    page = failed.get_data(as_text=True)
    assert "past geen enkele regel" in page
    assert "Wil graag als lasser werken." in page
    (noted,) = desk.office.rows(incident)
    assert (noted.case_id, noted.code) == (intake, "tabel_geen_regel")
    assert "Een stap is niet gelukt" in text_of(counsellor.get(f"/dossiers/{intake}"))
    assert counsellor.send(path, page, **INTAKE).status_code == 302


def test_fields_that_the_form_does_not_have_are_refused_whole(
    desk: Desk, intake: int, counsellor: Worker
) -> None:
    refused = counsellor.send(address(desk, intake), **INTAKE, doelgroep="geen_doelgroep")
    assert refused.status_code == 400
    assert desk.office.open(intake) == ["intake_voeren"]


def test_a_task_that_does_not_exist(counsellor: Worker) -> None:
    assert "Deze taak bestaat niet" in text_of(counsellor.get("/taken/999999", 404))


def test_who_works_with_figures_has_no_tasks(desk: Desk, intake: int) -> None:
    reporter = desk.colleague("rik", "abb", "rapporteur")
    for path in ("/taken", "/taken/team", address(desk, intake), f"/dossiers/{intake}"):
        reporter.get(path, 403)


def test_a_done_task_says_who_did_it(desk: Desk, intake: int, counsellor: Worker) -> None:
    path = address(desk, intake)
    counsellor.send(path, **INTAKE)
    page = text_of(counsellor.get(path))
    assert "Deze taak is voltooid. Door Yassin op" in page
    (row,) = desk.office.rows(task, task.c.id == int(path.rpartition("/")[2]))
    assert row.completed_by == counsellor.actor.account_id


def test_claiming_is_refused_to_who_is_barred(desk: Desk) -> None:
    _, _, file = desk.office.to_decide()
    first = desk.colleague("koen", "abb_handhaving", "handhavingsambtenaar")
    first.send(address(desk, file, "besluit_nemen"), **DECISION)
    sign = address(desk, file, "besluit_ondertekenen")
    refused = first.post(f"{sign}/nemen")
    assert refused.status_code == 403
    assert "U kunt deze taak niet doen" in text_of(refused)
    (row,) = desk.office.rows(task, task.c.id == int(sign.rpartition("/")[2]))
    assert row.assignee_id is None
