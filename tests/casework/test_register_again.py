"""The register speaks again of people whom we know: back, moved, older; and what a preview says of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app.casework import (
    audit,
    import_previews,
    import_runs,
    imports,
    looking_again,
    people,
    releases,
    taking_in,
)
from app.casework.actors import SYSTEM
from app.casework.taking_in import Counts, Intake
from app.db.tables import (
    case,
    classification,
    document,
    import_run,
    letter,
    message,
    person,
    person_history,
    task,
)
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from app.exchange import register
from app.exchange.register import Row
from tests.casework.dumps import dump
from tests.casework.office import MONDAY, Office
from tests.exchange.extracts import GOOD, file_of

ASYLUM = {"residence_status": "asielzoeker", "register": "wachtregister"}
REFUGEE = {"residence_status": "erkend vluchteling", "register": "vreemdelingenregister"}
AALST, GENT, BRUSSELS = "41002", "44021", "21004"
_COLUMNS = [*GOOD, "straat"]
RUNS = {"import_run", "import_rejection", "document"}
SAMPLE = Path(__file__).parents[1] / "data" / "register_2026-10.csv"
NEXT = Path(__file__).parents[1] / "data" / "register_2026-11.csv"


def _says(
    office: Office, person_id: int, mutation: Mutation = Mutation.CHANGE, days: int = 0, **changes: Any
) -> Counts:
    """A row of today's extract (or one of so many days later) about somebody."""
    with office.database.transaction() as tx:
        known = people.get(tx, person_id)
        facts = {name: known[name] for name in people.FACTS} | changes
        facts["extracted_on"] = tx.today + timedelta(days=days)
        release_id, release = releases.current(tx)
        row = Row(2, facts, mutation, "")
        counts, _ = taking_in.take_in(tx, [row], Intake(release_id, release, SYSTEM))
    return counts


def _running(office: Office, person_id: int) -> list[Any]:
    return office.rows(case, case.c.person_id == person_id, case.c.status == "lopend")


def _person_of(office: Office, case_id: int) -> int:
    return int(office.case(case_id).person_id)


def test_who_is_recognised_after_asylum_gets_a_trajectory(office: Office) -> None:
    person_id = _person_of(office, office.detect(**ASYLUM))
    assert _running(office, person_id) == []
    assert _says(office, person_id, street="Elders").opened == {}
    counts = _says(office, person_id, **REFUGEE)
    assert (counts.changed, counts.back, counts.opened) == (1, 1, {"plicht": 1})
    (opened,) = _running(office, person_id)
    assert office.letters(opened.id) == [("uitnodiging_startgesprek", "gevraagd")]
    assert _says(office, person_id, **REFUGEE).unchanged == 1
    assert len(_running(office, person_id)) == 1


def test_what_a_colleague_decided_is_no_news(office: Office) -> None:
    """The table does not know, a colleague says no; that the table still does not know opens nothing."""
    case_id = office.detect(residence_status="overige")
    office.do(case_id, "doelgroep_bepalen", doelgroep="geen_doelgroep")
    person_id = _person_of(office, case_id)
    assert _says(office, person_id, street="Elders").back == 0
    assert _says(office, person_id, **REFUGEE).back == 1


@pytest.mark.parametrize(
    ("mutation", "changes", "status"),
    [
        (Mutation.STRUCK_OFF, {}, "geschrapt"),
        (Mutation.MOVED, {"nis_code": BRUSSELS}, "verhuisd"),
        (Mutation.CHANGE, {"nis_code": BRUSSELS}, "verhuisd"),
    ],
)
def test_who_comes_back_starts_anew(
    office: Office, mutation: Mutation, changes: dict[str, Any], status: str
) -> None:
    case_id = office.detect()
    person_id = _person_of(office, case_id)
    assert sum(_says(office, person_id, mutation, **changes).lapsed.values()) == 1
    assert office.case(case_id).outcome == "vervallen"
    assert office.rows(person)[0].status == status
    counts = _says(office, person_id, Mutation.NEW, days=30, nis_code=GENT)
    assert (counts.back, counts.opened) == (1, {"plicht": 1})
    assert office.rows(person)[0].status == "actief"
    assert len(_running(office, person_id)) == 1


def test_who_left_and_changes_there_stays_away(office: Office) -> None:
    person_id = _person_of(office, office.detect())
    _says(office, person_id, Mutation.MOVED, nis_code=BRUSSELS)
    counts = _says(office, person_id, days=30, street="Elders")
    assert (counts.changed, counts.back) == (1, 0)
    assert office.rows(person)[0].status == "verhuisd"


def test_the_dead_do_not_come_back(office: Office) -> None:
    person_id = _person_of(office, office.detect())
    _says(office, person_id, Mutation.DECEASED)
    assert _says(office, person_id, days=30, street="Elders").back == 0
    assert office.rows(person)[0].status == "overleden"


def test_an_older_row_changes_nothing_and_is_told(office: Office) -> None:
    person_id = _person_of(office, office.detect())
    _says(office, person_id, street="Nieuw")
    assert _says(office, person_id, days=-40, street="Oud").older == 1
    assert office.rows(person)[0].street == "Nieuw"
    assert _says(office, person_id, days=-40).unchanged == 1


def test_moved_inside_flanders_nothing_restarts(office: Office) -> None:
    case_id = office.detect(nis_code=AALST)
    office.until(MONDAY + timedelta(days=2))
    office.record(case_id, "aangemeld")
    colleague = office.colleague("va_oost_vlaanderen", "trajectbegeleider")
    with office.database.transaction() as tx:
        tx.execute(update(task).values(assignee_id=colleague.account_id))
    before, sent = office.case(case_id), office.letters(case_id)
    stood = office.open(case_id), office.waits(case_id), office.terms(case_id)
    counts = _says(office, before.person_id, Mutation.MOVED, nis_code=GENT)
    assert (counts.moved, counts.lapsed, counts.opened) == (1, {}, {})
    after = office.case(case_id)
    assert (before.organisation, after.organisation) == ("va_oost_vlaanderen", "in_gent")
    assert (after.data, after.status) == (before.data | {"gewijzigd": ["nis_gemeente"]}, "lopend")
    assert (office.open(case_id), office.waits(case_id), office.terms(case_id)) == stood
    assert office.letters(case_id) == sent
    (open_task,) = office.rows(task, task.c.status == "open")
    assert (open_task.organisation, open_task.assignee_id) == ("in_gent", None)
    with office.database.read() as tx:
        assert audit.broken_at(tx, case_id) is None
    office.do(case_id, "aanmelding_registreren")
    assert office.open(case_id) == ["intake_voeren"]


def test_a_letter_that_was_made_is_made_anew_by_the_new_agency(office: Office) -> None:
    case_id = office.detect(nis_code=AALST)
    office.until(MONDAY)
    (made,) = office.rows(letter)
    assert made.status == "gemaakt"
    _says(office, _person_of(office, case_id), Mutation.MOVED, nis_code=GENT, street="Veldstraat")
    (again,) = office.rows(letter)
    assert (again.status, again.organisation, again.document) == ("gevraagd", "in_gent", None)
    assert office.rows(document, document.c.sha256 == made.document) == []
    office.until(MONDAY + timedelta(days=1))
    (sent,) = office.rows(letter)
    assert "Veldstraat" in str(sent.facts)


def test_a_file_of_enforcement_stays(office: Office) -> None:
    case_id, breach, file = office.forwarded(nis_code=AALST)
    _says(office, _person_of(office, case_id), Mutation.MOVED, nis_code=GENT)
    assert [office.case(each).organisation for each in (case_id, breach, file)] == [
        "in_gent",
        "in_gent",
        "abb_handhaving",
    ]


def test_changed_facts_reach_a_case_that_listens(office: Office) -> None:
    """A trajectory listens once its target group is known; an infringement and enforcement never do."""
    undecided = office.detect(residence_status="overige")
    assert "gegevens_gewijzigd" not in office.waits(undecided)
    _says(office, _person_of(office, undecided), street="Stil")
    assert office.rows(message) == []
    case_id, breach, file = office.forwarded()
    known = {row.id for row in office.rows(message)}
    _says(office, _person_of(office, case_id), street="Luid")
    (said,) = [row for row in office.rows(message) if row.id not in known]
    assert (said.to_case_id, said.name, said.status) == (case_id, "gegevens_gewijzigd", "bezorgd")
    assert said.payload == {"gewijzigd": ["straat"]}
    assert office.case(case_id).data["gewijzigd"] == ["straat"]
    assert not {"gegevens_gewijzigd", "adres_gevonden"} & (office.waits(breach) | office.waits(file))


def test_a_new_address_finds_who_could_not_be_traced(office: Office) -> None:
    """Only a change of the address does: then the trajectory hears both what changed and where."""
    case_id = office.detect()
    office.until(date(2027, 2, 4))
    breach = office.child(case_id)
    office.do(breach, "inbreuk_vaststellen", adres_bekend="onvindbaar")
    assert office.case(breach).outcome == "niet_vervolgd"
    assert "adres_gevonden" in office.waits(case_id)
    invited = len(office.letters(case_id))
    known = {row.id for row in office.rows(message)}
    _says(office, _person_of(office, case_id), last_name="Anders")
    assert len(office.letters(case_id)) == invited
    _says(office, _person_of(office, case_id), days=1, street="Luid")
    said = [(row.name, row.status) for row in office.rows(message) if row.id not in known]
    assert said == [
        (name, "bezorgd") for name in ("gegevens_gewijzigd", "gegevens_gewijzigd", "adres_gevonden")
    ]
    assert "adres_gevonden" not in office.waits(case_id)
    assert [name for name, _ in office.letters(case_id)][invited:] == ["uitnodiging_startgesprek"]


def test_history_knows_its_file(office: Office) -> None:
    for day, street in (("2026-10-31", "Een"), ("2026-11-30", "Twee")):
        content = file_of({"straat": street, "extractiedatum": day}, columns=_COLUMNS)
        with office.database.transaction() as tx:
            run_id = imports.request(tx, content, "uittreksel.csv")
        imports.run(office.database, run_id)
    (kept,) = office.rows(person_history)
    assert (kept.old_value, kept.new_value, kept.run_id) == ("Een", "Twee", 2)


def test_who_was_too_young_is_looked_at_on_the_birthday(office: Office) -> None:
    """Whether the title is long enough is not known; a colleague says: a minor. At 18 it is asked again."""
    case_id = office.detect(birth_date="2008-12-15", title_from=None)
    person_id = _person_of(office, case_id)
    office.do(case_id, "doelgroep_bepalen", doelgroep="geen_doelgroep")
    (kept,) = office.rows(classification)
    assert kept.look_again_on == date(2026, 12, 15)
    office.until(date(2026, 12, 14))
    assert looking_again.look_again(office.database) == 0
    office.until(date(2026, 12, 15))
    looking_again.look_again(office.database)
    (opened,) = _running(office, person_id)
    assert office.open(opened.id) == ["doelgroep_bepalen"]
    assert looking_again.look_again(office.database) == 0


def test_on_the_birthday_nothing_happens_to_who_has_a_trajectory(office: Office) -> None:
    person_id = _person_of(office, office.detect(birth_date="2008-12-15"))
    office.until(date(2026, 12, 16))
    assert looking_again.look_again(office.database) == 0
    assert len(office.rows(case, case.c.person_id == person_id)) == 1
    assert office.rows(classification)[0].look_again_on is None


# -- before anything is written ----------------------------------------------------------------------------


def test_a_preview_says_what_the_import_does(office: Office) -> None:
    """Two months, with people who stand in a file twice; nothing is written but the run itself."""
    october = b"\n".join(SAMPLE.read_bytes().splitlines()[:400])
    for content in (october, NEXT.read_bytes(), october):
        before = dump(office.database, without=RUNS)
        with office.database.transaction() as tx:
            run_id = imports.propose(tx, content, "uittreksel.csv", SYSTEM)
        assert imports.run_requested(office.database) == 1
        assert dump(office.database, without=RUNS) == before
        with office.database.read() as tx:
            proposal, told = imports.report(tx, run_id), import_runs.rejections(tx, run_id)
        assert proposal["status"] == "voorstel"
        with office.database.transaction() as tx:
            imports.confirm(tx, run_id, SYSTEM)
        imports.run_requested(office.database)
        with office.database.read() as tx:
            done, refused = imports.report(tx, run_id), import_runs.rejections(tx, run_id)
        assert done["status"] == "klaar"
        assert done["counts"] == proposal["counts"]
        assert sorted(refused, key=lambda each: each.row) == sorted(told, key=lambda each: each.row)


def test_a_row_about_somebody_twice_is_judged_as_the_first_left_them(office: Office) -> None:
    content = file_of(
        {"extractiedatum": "2026-10-01"},
        {"extractiedatum": "2026-10-02", "mutatie": "geschrapt"},
        {"extractiedatum": "2026-10-03", "mutatie": "wijziging"},
        columns=_COLUMNS,
    )
    looked, _ = import_previews.look(
        office.database, register.read(BytesIO(content)), lambda _preview, _refused: None
    )
    with office.database.transaction() as tx:
        run_id = imports.request(tx, content, "uittreksel.csv")
    imports.run(office.database, run_id)
    with office.database.read() as tx:
        counts = imports.report(tx, run_id)["counts"]
    assert asdict(looked) == counts
    assert (counts["new"], counts["changed"], counts["back"]) == (1, 2, 1)


def test_a_proposal_is_thrown_away_with_its_file(office: Office) -> None:
    with office.database.transaction() as tx:
        run_id = imports.propose(tx, file_of({}), "uittreksel.csv", SYSTEM)
    with pytest.raises(DomainError, match="import_niet_voorgesteld"), office.database.transaction() as tx:
        imports.confirm(tx, run_id, SYSTEM)
    imports.run_requested(office.database)
    with office.database.transaction() as tx:
        imports.discard(tx, run_id)
    (run,) = office.rows(import_run)
    assert (run.status, run.document) == ("weggegooid", None)
    assert office.rows(document, document.c.media_type == "text/csv") == []
    assert office.rows(person) == []
    with pytest.raises(DomainError, match="import_niet_voorgesteld"), office.database.transaction() as tx:
        imports.discard(tx, run_id)


def test_a_proposal_that_nobody_answers_is_gone_after_a_day(office: Office) -> None:
    with office.database.transaction() as tx:
        imports.propose(tx, file_of({}), "uittreksel.csv", SYSTEM)
    imports.run_requested(office.database)
    assert imports.discard_abandoned(office.database) == 0
    office.until(MONDAY + timedelta(days=1))
    assert imports.discard_abandoned(office.database) == 0
    office.until(MONDAY + timedelta(days=2))
    assert imports.discard_abandoned(office.database) == 1
    assert office.rows(document) == []


def test_what_to_think_about_is_told(office: Office) -> None:
    office.detect(extracted_on=date(2026, 10, 31))
    content = file_of({"extractiedatum": "2026-09-30", "nis_gemeente": BRUSSELS})
    _, warnings = import_previews.look(
        office.database, register.read(BytesIO(content)), lambda _preview, _refused: None
    )
    assert [warning.split(".")[0] for warning in warnings] == [
        "Dit uittreksel is van 30-09-2026",
        "1 van de 1 bruikbare rijen gaan over een gemeente buiten Vlaanderen",
    ]
