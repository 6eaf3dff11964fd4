"""The desk of partners: its own lists and nothing else, whatever address is asked."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from app.casework import incoming_files
from app.db.session import Database
from app.db.tables import attendance, attendance_change, enrolment, incoming_file, partner_message, person
from app.domain.enrolments import EndReason, Part
from app.domain.permissions import Action, may
from app.web.access import PUBLIC, SIGNED_IN, permission_of
from app.web.desk import lists
from tests.casework.school import OCTOBER, School, contracted, involve
from tests.web.conftest import token
from tests.web.desk import Desk, Worker, text_of

HEADER = "rijksregisternummer;onderdeel;maand;uren_gegeven;uren_aanwezig;uren_gewettigd"
OTHERS = "Geheimhouder"  # the last name of everybody whom the school must not see
PARTNER = "partnermedewerker"


class Schools:
    """Two schools, each with somebody who learns there."""

    def __init__(self, database: Database) -> None:
        self.desk = Desk(database)
        self.office = self.desk.office
        self.mine, self.other = School(self.office), School(self.office, "cvo_brugge", "CVO Brugge")
        self.my_case = self.office.detect(last_name="Aerts")
        self.other_case = self.office.detect(last_name=OTHERS)
        self.learner = self.mine.teaches(self.my_case, course="1.1")
        self.others = self.other.teaches(self.other_case)
        self.worker = self.desk.colleague("juf", self.mine.code, PARTNER)
        self.stranger = self.desk.colleague("meester", self.other.code, PARTNER)

    def number(self, case_id: int) -> str:
        (row,) = self.office.rows(person, person.c.id == self.office.case(case_id).person_id)
        return str(row.national_number)

    def counted(self) -> dict[str, int]:
        """How many rows stand in what a desk writes."""
        tables = (attendance, attendance_change, enrolment, incoming_file, partner_message)
        with self.office.database.read() as tx:
            return {
                each.name: tx.execute(select(func.count()).select_from(each)).scalar_one() for each in tables
            }


@pytest.fixture
def schools(sqlite_database: Database) -> Schools:
    return Schools(sqlite_database)


def filled(rule: str, values: dict[str, Any]) -> str:
    """The address of a rule with these values in it."""
    for name, value in values.items():
        rule = re.sub(rf"<(?:\w+(?:\([^)]*\))?:)?{name}>", str(value), rule)
    return rule


def upload(worker: Worker, *lines: str) -> Any:
    file = (BytesIO("\n".join(lines).encode()), "oktober.csv")
    return worker.post("/partner/bestanden", bestand=file)


# -- nobody else's -----------------------------------------------------------------------------------------


def test_a_partner_opens_nothing_of_others(schools: Schools) -> None:
    """Every address of the application, with the ids of another school, its people and its case."""
    assert upload(schools.stranger, HEADER, f"{schools.number(schools.other_case)};nt2;2026-10;4;4;0")
    (file,) = schools.office.rows(incoming_file)
    ids = {
        "enrolment_id": schools.others,
        "file_id": file.id,
        "case_id": schools.other_case,
        "person_id": schools.office.case(schools.other_case).person_id,
        "month": "2026-10",
        "code": schools.other.code,
    }
    before, seen = schools.counted(), 0
    for rule in schools.desk.app.url_map.iter_rules():
        permission = permission_of(schools.desk.app, rule.endpoint)
        if permission == PUBLIC or rule.endpoint.startswith("api") or str(rule).startswith("/api"):
            continue
        values = {name: ids.get(name, 1) for name in rule.arguments}
        path = filled(str(rule), values)
        method = "POST" if "POST" in (rule.methods or set()) else "GET"
        if rule.endpoint in ("auth.sign_out", "profile.change_password"):
            continue
        answer = (
            schools.worker.post(path, reden="Andere uren", gegeven="4", aanwezig="4", uitslag="behaald")
            if method == "POST"
            else schools.worker.client.get(path)
        )
        allowed = permission == SIGNED_IN or may({PARTNER}, permission)
        assert OTHERS not in answer.get_data(as_text=True), path
        assert schools.number(schools.other_case) not in answer.get_data(as_text=True), path
        if not allowed:
            assert answer.status_code == 403, path
        elif permission is Action.USE_PARTNER_DESK and rule.arguments:
            assert answer.status_code == 404, path
            seen += 1
    assert seen == 11
    assert schools.counted() == before


def test_ids_of_another_in_the_own_grid_write_nothing(schools: Schools) -> None:
    answer = schools.worker.post(
        "/partner/aanwezigheden?maand=2026-10",
        **{f"gegeven-{schools.others}": "20", f"aanwezig-{schools.others}": "20", "aanwezig-x": "1"},
    )
    assert answer.status_code == 302
    assert "1 rij is niet bewaard" in text_of(schools.worker.get("/partner/aanwezigheden"))
    assert schools.counted()["attendance"] == 0


def test_who_is_no_partner_has_no_desk(schools: Schools) -> None:
    for username, organisation, role in (
        ("lies", "in_gent", "trajectbegeleider"),
        ("baas", "abb", "beheerder"),
        ("gem", "gemeente_21004", "gemeentemedewerker"),
    ):
        worker = schools.desk.colleague(username, organisation, role)
        for path in ("/partner", "/partner/aanwezigheden", "/partner/bestanden", "/partner/aanmeldingen"):
            worker.get(path, 403)


def test_who_is_not_signed_in_signs_in_first(schools: Schools) -> None:
    stranger = schools.desk.app.test_client()
    answer = stranger.post("/partner/aanmeldingen", data={"csrf_token": token(stranger)})
    assert "/aanmelden" in answer.location


def test_a_school_has_no_registrations(schools: Schools) -> None:
    schools.worker.get("/partner/aanmeldingen", 403)
    answer = schools.worker.post(
        "/partner/aanmeldingen",
        nummer=schools.number(schools.other_case),
        wat="aangemeld",
        **{"dag-day": "1", "dag-month": "11", "dag-year": "2026"},
    )
    assert answer.status_code == 403
    assert schools.counted()["partner_message"] == 0


# -- the list and the month --------------------------------------------------------------------------------


def test_the_list_says_who_learns_here(schools: Schools, monkeypatch: pytest.MonkeyPatch) -> None:
    told = text_of(schools.worker.get("/partner"))
    assert "Aerts" in told
    assert "Nederlands tweede taal" in told
    assert "1 maand ontbreekt" in told
    assert OTHERS not in told
    schools.mine.teaches(schools.office.detect(last_name="Zegers"))
    monkeypatch.setattr(lists, "PAGE", 1)
    pages = [text_of(schools.worker.get(f"/partner?pagina={number}")) for number in (1, 2)]
    assert [("Aerts" in each, "Zegers" in each) for each in pages] == [(True, False), (False, True)]
    assert "Er leert nu niemand bij u" in text_of(
        schools.desk.colleague("leeg", "actiris", PARTNER).get("/partner")
    )


def test_rows_are_kept_each_by_itself(schools: Schools) -> None:
    """One is right, one is wrong and one was left empty: the right one is kept, the wrong one stays typed."""
    second = schools.mine.teaches(schools.office.detect(last_name="Bosmans"))
    third = schools.mine.teaches(schools.office.detect(last_name="Claes"))
    path = "/partner/aanwezigheden?maand=2026-10"
    typed = {f"aanwezig-{schools.learner}": "40,5", f"gewettigd-{schools.learner}": "2", "gegeven": "48"}
    answer = schools.worker.post(path, **typed, **{f"aanwezig-{second}": "49"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "1 rij is bewaard." in page
    assert "samen meer dan wat gegeven is" in page
    assert f'name="aanwezig-{second}" value="49"' in page
    assert f'name="aanwezig-{third}" value=""' in page
    assert f'name="aanwezig-{schools.learner}"' not in page
    (row,) = schools.office.rows(attendance)
    assert (row.enrolment_id, row.given, row.present, row.excused) == (schools.learner, 4800, 4050, 200)
    told = text_of(schools.worker.get("/partner/aanwezigheden?maand=2026-10"))
    assert "Nog 2 personen in te vullen." in told


@pytest.mark.parametrize(
    ("given", "present"), [("", "4"), ("4", ""), ("vier", "4"), ("4", "4,555"), ("4", "-1")]
)
def test_a_row_that_cannot_be_is_told(schools: Schools, given: str, present: str) -> None:
    typed = {f"gegeven-{schools.learner}": given, f"aanwezig-{schools.learner}": present}
    answer = schools.worker.post("/partner/aanwezigheden?maand=2026-10", **typed)
    assert answer.status_code == 422
    assert "Kijk dit na" in answer.get_data(as_text=True)
    assert schools.counted()["attendance"] == 0


def test_a_month_is_corrected_and_taken_back_with_a_reason(schools: Schools) -> None:
    worker, path = schools.worker, f"/partner/aanwezigheden/{schools.learner}/2026-10"
    row = {f"gegeven-{schools.learner}": "48", f"aanwezig-{schools.learner}": "40"}
    worker.post("/partner/aanwezigheden?maand=2026-10", **row)
    hours = {"gegeven": "48", "aanwezig": "44", "gewettigd": ""}
    answer = worker.post(path, **hours)
    assert answer.status_code == 422
    assert "Schrijf waarom" in answer.get_data(as_text=True)
    assert worker.post(path, **hours, reden="Verkeerde lijst").status_code == 302
    told = text_of(worker.get(path))
    assert "44 van 48 lesuren" in told
    assert "40 van 48 lesuren" in told
    assert "Verkeerde lijst" in told
    assert worker.post(f"{path}/wissen", reden_wissen="").status_code == 422
    assert worker.post(f"{path}/wissen", reden_wissen="Andere persoon").status_code == 302
    assert schools.counted()["attendance"] == 0
    assert "nog geen uren ingevuld" in text_of(worker.get(path))


@pytest.mark.parametrize("month", ["2026-13", "oktober", "2026-1", "2026-10-01", "9999-12"])
def test_a_month_that_is_none_is_not_found(schools: Schools, month: str) -> None:
    schools.worker.get(f"/partner/aanwezigheden/{schools.learner}/{month}", 404)
    schools.worker.get(f"/partner/aanwezigheden?maand={month}", 404)


# -- results, registrations, files -------------------------------------------------------------------------


def day(on: date, name: str = "dag") -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def test_a_result_reaches_the_case(schools: Schools) -> None:
    case_id = contracted(schools.office, last_name="Dierckx")
    enrolment_id = schools.mine.teaches(case_id, Part.ORIENTATION)
    path, today = f"/partner/inschrijvingen/{enrolment_id}/resultaat", schools.office.database.now().date()
    assert schools.worker.post(path).status_code == 422
    answers = {"weg": "cursus en test", "uitslag": "behaald", **day(today)}
    assert schools.worker.post(path, **answers).status_code == 302
    told = text_of(schools.worker.get(f"/partner/inschrijvingen/{enrolment_id}"))
    assert "Het staat in het dossier." in told
    assert "Behaald" in told
    assert schools.office.case(case_id).data["mo"] == "behaald"
    schools.worker.post(path, **answers)
    assert "Het telt één keer." in text_of(schools.worker.get("/partner"))


def test_too_few_hours_are_told_at_their_field(schools: Schools) -> None:
    enrolment_id = schools.mine.teaches(schools.my_case, Part.NETWORK)
    path = f"/partner/inschrijvingen/{enrolment_id}/resultaat"
    answer = schools.worker.post(path, uren="12", **day(OCTOBER))
    assert answer.status_code == 422
    assert "vanaf 40 uur" in answer.get_data(as_text=True)
    assert "geen nieuwe" in text_of(
        schools.worker.get(f"/partner/inschrijvingen/{schools.learner}/resultaat")
    )


def test_the_employment_service_tells_a_registration(schools: Schools) -> None:
    case_id = contracted(schools.office)
    enrolment_id = involve(schools.office, case_id, "vdab", Part.WORK)
    vdab = schools.desk.colleague("vdab1", "vdab", PARTNER)
    assert "Niet nodig" in text_of(vdab.get("/partner"))
    today = schools.office.database.now().date()
    assert vdab.post(f"/partner/inschrijvingen/{enrolment_id}/resultaat", **day(today)).status_code == 302
    assert schools.office.case(case_id).data["vdab_dienst"] == "VDAB"


def test_an_office_of_brussels_learns_nothing_of_anybody(schools: Schools) -> None:
    office = schools.desk.colleague("bapa", "bapa_via", PARTNER)
    assert office.client.get("/partner").location == "/partner/aanmeldingen"
    page = office.get("/partner/aanmeldingen")
    assert "U gaf nog niets door." in page
    number = schools.number(schools.other_case)
    answer = office.post("/partner/aanmeldingen", nummer="85073003329", wat="aangemeld", **day(OCTOBER))
    assert answer.status_code == 422
    answer = office.post("/partner/aanmeldingen", nummer=number, wat="aangemeld", **day(OCTOBER))
    told = answer.get_data(as_text=True) + office.get("/partner/aanmeldingen")
    assert OTHERS not in told


def test_a_file_is_seen_before_it_is_taken_in(schools: Schools) -> None:
    mine, others = schools.number(schools.my_case), schools.number(schools.other_case)
    answer = upload(
        schools.worker, HEADER, f"{mine};nt2;2026-10;48;40,5;4", f"{others};nt2;2026-10;48;40,5;4"
    )
    told = text_of(schools.worker.get(answer.location))
    assert "de uren van 1 rij ingevuld" in told
    assert "Niemand met dit nummer volgt dit onderdeel" in told
    assert schools.counted()["attendance"] == 0
    schools.worker.post(f"{answer.location}/inlezen")
    incoming_files.run_requested(schools.office.database)
    assert "Vastgelegd" in text_of(schools.worker.get(answer.location))
    assert schools.counted()["attendance"] == 1
    assert "oktober.csv" in text_of(schools.worker.get("/partner/bestanden"))
    assert upload(schools.worker, "a;b").status_code == 422


# -- the counsellor ----------------------------------------------------------------------------------------


def test_a_counsellor_involves_a_school_and_stops_it(schools: Schools) -> None:
    lies = schools.desk.colleague("lies", "in_gent", "trajectbegeleider")
    case_id = schools.office.detect(last_name="Dierckx")
    path = f"/dossiers/{case_id}/partners/nieuw"
    assert "Er is nog geen partner betrokken." in text_of(lies.get(f"/dossiers/{case_id}"))
    assert lies.post(path, onderdeel="nt2").status_code == 422
    wrong = {"onderdeel": "vdab", "partner": schools.mine.code, **day(OCTOBER, "van")}
    assert "deze geeft dit onderdeel niet" in lies.post(path, **wrong).get_data(as_text=True)
    asked = {"onderdeel": "nt2", "partner": schools.mine.code, "cursus": "1.2", **day(OCTOBER, "van")}
    assert lies.post(path, **asked).status_code == 302
    told = text_of(lies.get(f"/dossiers/{case_id}"))
    assert "CVO Gent, 1.2" in told
    assert "Partner betrokken: CVO Gent" in told
    assert "Dierckx" in schools.worker.get("/partner")
    (_, _, row) = schools.office.rows(enrolment)
    stop = f"/dossiers/{case_id}/partners/{row.id}/stoppen"
    lies.get(stop)
    lies.get(f"/dossiers/{schools.my_case}/partners/{row.id}/stoppen", 404)
    ended = {"reden": EndReason.MISTAKE, **day(date(2026, 11, 2), "laatste_dag")}
    assert lies.post(stop, **ended).status_code == 302
    assert "Dierckx" not in schools.worker.get("/partner")
    atlas = schools.desk.colleague("ann", "atlas", "trajectbegeleider")
    atlas.get(path, 403)
    assert atlas.post(path, **asked).status_code in (403, 409)


def test_low_attendance_is_marked_and_a_person_decides(schools: Schools) -> None:
    case_id = contracted(schools.office, last_name="Dierckx")
    enrolment_id = schools.mine.teaches(case_id)
    row = {
        f"gegeven-{enrolment_id}": "48",
        f"aanwezig-{enrolment_id}": "30",
        f"gewettigd-{enrolment_id}": "4",
    }
    schools.worker.post("/partner/aanwezigheden?maand=2026-10", **row)
    lies = schools.desk.colleague("lies", "in_gent", "trajectbegeleider")
    page = lies.get(f"/dossiers/{case_id}")
    told = text_of(page)
    assert "68,2 % aanwezig" in told
    assert "Minder dan 80 %" in told
    assert "er gebeurt niets vanzelf" in told
    found = re.search(r'href="(/dossiers/\d+/bericht/onregelmatige_deelname\?[^"]+)"', page)
    assert found
    form = lies.get(found[1].replace("&amp;", "&"))
    assert 'value="68,2"' in form
    assert "deelname_beoordelen" not in schools.office.open(case_id)
