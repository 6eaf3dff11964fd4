"""The case page: what it shows, and who may see how much of it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.casework import releases, steps
from app.casework.actors import Actor
from app.db.session import Database
from app.db.tables import case, letter, task
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from app.insight.cases import CasePage, case_page, letter_case, message_element
from app.insight.task_page import TaskPage, carried_out, task_page
from tests.casework.office import Office


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


@pytest.fixture
def small_office(sqlite_database: Database) -> Office:
    return Office(sqlite_database)


def see(office: Office, actor: Actor, case_id: int) -> CasePage:
    with office.database.read() as tx:
        return case_page(tx, actor, case_id, releases.load)


def see_task(office: Office, actor: Actor, task_id: int) -> TaskPage:
    with office.database.read() as tx:
        return task_page(tx, actor, task_id, releases.load)


def refusal(office: Office, actor: Actor, case_id: int) -> str | None:
    try:
        see(office, actor, case_id)
    except DomainError as problem:
        return problem.code
    return None


def marks(page: CasePage, kind: str) -> set[str]:
    return {place.step.id for place in page.picture.places if place.mark == kind}


# -- rights --------------------------------------------------------------------------------------------


def test_another_organisation_sees_nothing(office: Office) -> None:
    case_id = office.detect()  # Ghent
    assert refusal(office, office.hire("in_gent", "dossierbeheerder"), case_id) is None
    for organisation, role in [
        ("atlas", "dossierbeheerder"),
        ("bon", "teamverantwoordelijke"),
        ("abb_handhaving", "handhavingsambtenaar"),
        ("abb", "beheerder"),
        ("in_gent", "rapporteur"),
    ]:
        assert refusal(office, office.hire(organisation, role), case_id) == "geen_toegang"
    assert refusal(office, office.hire("in_gent", "dossierbeheerder"), 999_999) == "dossier_onbekend"


def test_enforcement_reads_the_line_from_which_its_file_grew_and_works_only_on_the_file(
    office: Office,
) -> None:
    other_case = office.detect()
    case_id, breach, file = office.forwarded()
    other_breach = office.child(other_case)
    officer = office.hire("abb_handhaving", "handhavingsambtenaar")
    assert (see(office, officer, file).works, see(office, officer, breach).works) == (True, False)
    page = see(office, officer, case_id)
    assert not page.works
    assert page.messages == []
    assert [linked.readable for linked in page.family] == [True, True, True]
    assert refusal(office, officer, other_case) == "geen_toegang"
    assert refusal(office, officer, other_breach) == "geen_toegang"


def test_the_agency_knows_of_the_file_and_no_more(small_office: Office) -> None:
    case_id, breach, file = small_office.fined()
    counsellor = small_office.hire("in_gent", "dossierbeheerder")
    page = see(small_office, counsellor, case_id)
    assert [(each.id, each.readable) for each in page.family] == [
        (case_id, True),
        (breach, True),
        (file, False),
    ]
    assert page.family[2].outcome is None
    assert [row.case_id for row in page.infringements] == [breach]
    assert page.decisions == []
    assert refusal(small_office, counsellor, file) == "geen_toegang"
    officer = small_office.hire("abb_handhaving", "handhavingsambtenaar")
    (decided,) = see(small_office, officer, file).decisions
    assert (decided.amount_cents, decided.officer != decided.signer) == (10000, True)


def test_letters_are_for_who_reads_the_case(small_office: Office) -> None:
    case_id = small_office.detect()
    small_office.until(date(2026, 11, 5))
    (sent,) = small_office.rows(letter, letter.c.case_id == case_id)
    with small_office.database.read() as tx:
        assert letter_case(tx, small_office.hire("in_gent", "dossierbeheerder"), sent.id).document
        with pytest.raises(DomainError, match="geen_toegang"):
            letter_case(tx, small_office.hire("atlas", "dossierbeheerder"), sent.id)
        with pytest.raises(DomainError, match="brief_onbekend"):
            letter_case(tx, small_office.hire("in_gent", "dossierbeheerder"), 999_999)


def test_a_message_is_recorded_by_the_role_that_the_diagram_names(small_office: Office) -> None:
    case_id = small_office.detect()
    counsellor = small_office.hire("in_gent", "trajectbegeleider")
    manager = small_office.hire("in_gent", "dossierbeheerder")
    recordable = [each.message for each in see(small_office, counsellor, case_id).messages]
    assert sorted(recordable) == [
        "aangemeld",
        "doorverwezen",
        "onregelmatige_deelname",
        "opschorting_gevraagd",
        "uitstel_gevraagd",
        "vrijstelling_gevraagd",
    ]
    assert see(small_office, manager, case_id).messages == []
    with small_office.database.read() as tx:
        assert message_element(tx, counsellor, case_id, "aangemeld", releases.load)[1] is not None
        assert message_element(tx, manager, case_id, "aangemeld", releases.load)[1] is None
        assert message_element(tx, counsellor, case_id, "besluit_betekend", releases.load)[1] is None


# -- what it shows -------------------------------------------------------------------------------------


def test_a_waiting_trajectory_says_what_it_waits_for_and_until_when(small_office: Office) -> None:
    case_id = small_office.detect()
    counsellor = small_office.hire("in_gent", "trajectbegeleider")
    (before,) = see(small_office, counsellor, case_id).terms
    assert (before.status, before.letter, before.days_left) == ("wacht", "uitnodiging_startgesprek", None)
    small_office.until(date(2026, 11, 5))
    page = see(small_office, counsellor, case_id)
    (term,) = page.terms
    assert (term.started_on, term.last_day) == (date(2026, 11, 3), date(2027, 2, 3))
    assert term.lines[0].startswith("Gestart op 3 november 2026")
    assert (term.source, term.confirmed) == ("praktijk", True)
    assert [(element.id, day) for element, day in page.waiting] == [
        ("tijdig_aangemeld", None),
        ("aanmeldingstermijn_verstreken", date(2027, 2, 3)),
    ]
    assert page.tasks == []


def test_the_picture_marks_one_place_behind_a_choice_of_events(small_office: Office) -> None:
    case_id = small_office.detect()
    page = see(small_office, small_office.hire("in_gent", "trajectbegeleider"), case_id)
    assert marks(page, "huidig") == {"wachten_op_aanmelding"}
    assert {"persoon_gedetecteerd", "doelgroep_bepalen_tabel", "uitnodiging_versturen"} <= marks(
        page, "doorlopen"
    )
    assert "traject_vervallen" not in marks(page, "huidig")  # on the rim: it always listens
    drawn = "".join(drawing.svg for drawing in page.picture.drawings)
    place = r'class="[^"]*is-huidig"[^>]* data-(?:element|mark)="wachten_op_aanmelding"'
    assert len(re.findall(place, drawn)) == 2  # the place and its flag
    assert f"Inburgering, {page.number}" in drawn


def test_an_open_task_is_marked_and_listed_with_who_has_it(small_office: Office) -> None:
    case_id = small_office.offered()
    page = see(small_office, small_office.hire("in_gent", "trajectbegeleider"), case_id)
    assert marks(page, "huidig") == {"contract_ondertekenen"}
    (open_task,) = page.tasks
    assert (open_task.name, open_task.own, open_task.assignee_id) == (
        "Contract laten ondertekenen",
        True,
        None,
    )
    assert open_task.due_on is not None
    assert {term.code: term.confirmed for term in page.terms if term.is_open} == {
        "ondertekening_contract": False
    }


def test_the_story_is_told_in_the_words_of_the_diagram(small_office: Office) -> None:
    case_id = small_office.detect()
    small_office.until(date(2026, 11, 5))
    counsellor = small_office.hire("in_gent", "trajectbegeleider")
    small_office.record(case_id, "aangemeld", opmerking_aanmelding="Kwam met een tolk.")
    small_office.do(case_id, "aanmelding_registreren")
    page = see(small_office, counsellor, case_id)
    told = [(entry.kind, entry.what) for entry in page.history.entries]
    assert told == [
        ("taak_voltooid", "Aanmelding registreren"),
        ("bericht_ontvangen", "Persoon heeft zich aangemeld"),
        ("brief_verzonden", "uitnodiging_startgesprek"),
        ("brief_gemaakt", "uitnodiging_startgesprek"),
        ("dossier_gestart", "Persoon gedetecteerd"),
    ]
    registered, sent, _, started = page.history.entries[1:]
    assert [(field.key, value) for field, value in registered.answers] == [
        ("opmerking_aanmelding", "Kwam met een tolk.")
    ]
    assert registered.who is not None
    assert "Aanmelding vastleggen" in registered.then
    assert (sent.whole_day, sent.letter.registered_number is not None) == (True, True)
    assert "Uitnodiging" in " ".join(started.then)
    assert started.decided[0].table.startswith("Doelgroep")
    assert started.decided[0].why
    ids = re.compile(r"\b[a-z]+_[a-z_]+\b")
    assert not [each for entry in page.history.entries for each in entry.then if ids.search(each)]


def test_an_ended_case_says_how_in_words_and_stands_nowhere(small_office: Office) -> None:
    case_id = small_office.detect()
    small_office.register_says(case_id, Mutation.DECEASED)
    page = see(small_office, small_office.hire("in_gent", "dossierbeheerder"), case_id)
    assert (page.status, page.outcome) == ("beeindigd", "Traject vervallen")
    assert marks(page, "huidig") == set()
    assert (page.tasks, page.messages, page.waiting) == ([], [], [])
    assert page.history.entries[0].outcome == "Traject vervallen"


def test_recorded_answers_carry_their_question(small_office: Office) -> None:
    case_id = small_office.offered()
    page = see(small_office, small_office.hire("in_gent", "trajectbegeleider"), case_id)
    recorded = {field.key: (field.label(), value) for field, value in page.recorded}
    assert recorded["nt2_niveau"] == ("Welk niveau Nederlands heeft de persoon nu?", "A1")
    assert page.data["doelgroep"] == "plicht"
    assert "doelgroep" not in recorded, "the decision table found it, nobody was asked"


# -- a task --------------------------------------------------------------------------------------------


def test_the_decision_comes_with_the_proposal_of_the_tariff(office: Office) -> None:
    _, _, file = office.to_decide()
    officer = office.hire("abb_handhaving", "handhavingsambtenaar")
    page = see_task(office, officer, office.task(file, "besluit_nemen"))
    assert page.proposal is not None
    assert (page.proposal.amount, page.proposal.lowest, page.proposal.highest) == (10000, 5000, 500000)
    assert page.proposal.row == 1
    assert "Eerste inbreuk" in page.proposal.why
    assert (page.draft, page.earlier) == (None, [])
    assert page.term is not None
    assert page.due_on == page.term.last_day


def test_who_signs_reads_what_was_decided_and_who_redoes_it_why_it_came_back(small_office: Office) -> None:
    _, _, file = small_office.to_decide()
    officer = small_office.hire("abb_handhaving", "handhavingsambtenaar")
    small_office.do(file, "besluit_nemen", motivering="Gaf geen enkele reden op voor de afwezigheid.")
    page = see_task(small_office, officer, small_office.task(file, "besluit_ondertekenen"))
    assert page.draft is not None
    assert {field.key: value for field, value in page.draft.answers} == {
        "besluit": "boete",
        "bedrag": 100,
        "bedrag_later": False,
        "motivering": "Gaf geen enkele reden op voor de afwezigheid.",
    }
    small_office.do(file, "besluit_ondertekenen", akkoord="nee", reden_terug="Noem de ingebrekestelling.")
    again = see_task(small_office, officer, small_office.task(file, "besluit_nemen"))
    assert again.before["motivering"] == "Gaf geen enkele reden op voor de afwezigheid."
    assert [value for _, value in again.story[0].answers] == ["Noem de ingebrekestelling."]


def test_earlier_decisions_stand_beside_a_new_one(small_office: Office) -> None:
    case_id, _, file = small_office.fined()
    small_office.until(date(2027, 7, 26))
    second = small_office.child(case_id)
    for element in ("inbreuk_vaststellen", "ingebrekestelling_ondertekenen"):
        small_office.do(second, element)
    small_office.until(date(2027, 9, 1))
    small_office.do(second, "dossier_overdragen")
    second_file = small_office.child(second)
    small_office.do(second_file, "dossier_onderzoeken")
    small_office.until(date(2027, 10, 20))
    officer = small_office.hire("abb_handhaving", "handhavingsambtenaar")
    page = see_task(small_office, officer, small_office.task(second_file, "besluit_nemen"))
    assert [(row.case_id, row.amount_cents) for row in page.earlier] == [(file, 10000)]
    assert page.proposal is not None
    assert page.proposal.amount == 37500


def test_a_done_task_can_still_be_read(small_office: Office) -> None:
    case_id = small_office.registered()
    task_id = small_office.do(case_id, "aanmelding_registreren")
    page = see_task(small_office, small_office.hire("in_gent", "dossierbeheerder"), task_id)
    assert (page.is_open, page.status, page.completed_by is not None) == (False, "voltooid", True)
    (row,) = small_office.rows(task, task.c.id == task_id)
    assert page.ended_at == row.ended_at


def test_a_task_of_another_organisation_is_not_shown(small_office: Office) -> None:
    case_id = small_office.registered()
    task_id = small_office.task(case_id, "aanmelding_registreren")
    with pytest.raises(DomainError, match="geen_toegang"):
        see_task(small_office, small_office.hire("atlas", "dossierbeheerder"), task_id)


def test_a_command_counts_for_its_own_case_only(small_office: Office) -> None:
    case_id = small_office.registered()
    with small_office.database.transaction() as tx:
        steps.mark(tx, "klik", case_id)
    with small_office.database.read() as tx:
        assert carried_out(tx, "klik", case_id)
        assert not carried_out(tx, "klik", case_id + 1)
        assert not carried_out(tx, None, case_id)
    assert small_office.rows(case, case.c.id == case_id)[0].status == "lopend"
