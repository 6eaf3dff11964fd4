"""Releases: seeded once, the same content once, cases stay on theirs, out and in again."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.casework import releases, setup
from app.db.tables import organisation, release
from app.domain.errors import DomainError
from app.domain.organisations import PROFILES
from app.engine.bundle import digest, from_folder
from app.engine.reading import ReleaseRefused
from tests.casework.dumps import dump
from tests.casework.office import ROOT, Office

TERMS = "processes/vlaanderen/termijnen.toml"


def _changed() -> dict[str, bytes]:
    """The shipped files with a signing term of 45 days."""
    files = from_folder(ROOT)
    old = 'code = "ondertekening_contract"\nnaam = "Ondertekening van het contract"\nlengte = 30'
    text = files[TERMS].decode()
    assert old in text
    return {**files, TERMS: text.replace(old, old.replace("30", "45")).encode()}


def _publish(office: Office, files: dict[str, bytes]) -> int:
    with office.database.transaction() as tx:
        release_id = releases.store(tx, files, "gewijzigd")
        releases.publish(tx, release_id)
    return release_id


def test_a_restart_changes_nothing(office: Office) -> None:
    before = dump(office.database)
    assert setup.prepare(office.database, ROOT) is False
    assert dump(office.database) == before
    assert {row.code for row in office.rows(organisation)} == set(PROFILES)


def test_a_restart_never_overrides_what_was_published(office: Office, tmp_path: Path) -> None:
    published = _publish(office, _changed())
    assert setup.prepare(office.database, ROOT) is False
    with office.database.read() as tx:
        assert releases.current_id(tx) == published
    assert len(office.rows(release)) == 2


def test_a_draft_is_no_release(office: Office) -> None:
    with office.database.read() as tx:
        current = releases.current_id(tx)
    with office.database.transaction() as tx:
        draft = releases.store(tx, _changed(), "nog niet")
    assert draft != current
    with office.database.read() as tx:
        assert releases.current_id(tx) == current
    assert office.case(office.detect()).release_id == current


def test_the_same_content_is_the_same_row(office: Office) -> None:
    files = from_folder(ROOT)
    with office.database.transaction() as tx:
        first = releases.store(tx, files, "nog eens")
        assert releases.store(tx, dict(reversed(files.items())), "anders geordend") == first
        other = releases.store(tx, _changed(), "anders")
        assert releases.store(tx, _changed(), "weer") == other != first
    (seed, changed) = office.rows(release)
    assert (seed.sha256, changed.status) == (digest(files), "concept")


def test_what_cannot_run_is_refused_and_not_kept(office: Office) -> None:
    before = dump(office.database)
    files = {**from_folder(ROOT), TERMS: b"[[termijn]]\ncode = 5\n"}
    with pytest.raises(ReleaseRefused), office.database.transaction() as tx:
        releases.store(tx, files, "kapot")
    assert dump(office.database) == before


def test_a_case_stays_on_its_release(office: Office) -> None:
    old_case = office.registered()
    published = _publish(office, _changed())
    new_case = office.registered()
    for case_id in (old_case, new_case):
        for element in ("aanmelding_registreren", "intake_voeren", "contract_opmaken"):
            office.do(case_id, element)
    assert office.case(old_case).release_id != office.case(new_case).release_id == published
    days = {
        case_id: (term.last_day - term.started_on).days
        for case_id in (old_case, new_case)
        for term in office.terms(case_id, "ondertekening_contract")
    }
    assert (days[old_case], days[new_case]) == (31, 45)  # the 30th day is a Sunday


def test_a_child_of_an_old_case_takes_the_release_of_today(office: Office) -> None:
    case_id = office.detect()
    published = _publish(office, _changed())
    office.until(office.terms(case_id)[0].created_at.date().replace(year=2027, month=2, day=8))
    assert office.case(office.child(case_id)).release_id == published != office.case(case_id).release_id


def test_out_and_in_again_is_the_same(office: Office, tmp_path: Path) -> None:
    with office.database.read() as tx:
        current = releases.current_id(tx)
        files = releases.files_of(tx, current)
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    again = from_folder(tmp_path)
    assert again == files == from_folder(ROOT)
    with office.database.transaction() as tx:
        assert releases.store(tx, again, "terug") == current


def test_a_release_that_does_not_exist(office: Office) -> None:
    with office.database.read() as tx:
        for ask in (releases.load, releases.files_of):
            with pytest.raises(DomainError) as unknown:
                ask(tx, 99)
            assert unknown.value.code == "uitgave_onbekend"
        assert [row["status"] for row in releases.listing(tx)] == ["gepubliceerd"]
        assert "content" not in releases.listing(tx)[0]


def test_two_databases_in_one_process_keep_their_own(office: Office, database_server: object) -> None:
    """The same row id means another release in another database."""
    with database_server.database() as other:  # type: ignore[attr-defined]
        second = Office(other)
        with other.transaction() as tx:
            tx.execute(release.update().values(sha256="0" * 64))
            tx.execute(release.delete())
            changed = releases.store(tx, _changed(), "anders")
            releases.publish(tx, changed)
        for _ in range(2):
            with office.database.read() as tx:
                ours = releases.current(tx)
            with second.database.read() as tx:
                theirs = releases.current(tx)
            assert ours[1].sha256 != theirs[1].sha256
            assert theirs[1].sha256 == digest(_changed())
