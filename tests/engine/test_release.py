"""A release: the same files are the same release, and files that cannot be one say where and why."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DomainError
from app.engine.bundle import digest, from_folder, pack, unpack
from app.engine.reading import ReleaseRefused, read
from app.engine.release import Release

SHIPPED = from_folder(Path())
BPMN = "processes/vlaanderen/inburgering.bpmn"
DMN = "processes/vlaanderen/boete.dmn"
FORM = "forms/vlaanderen/intake_voeren.json"
TERMS = "processes/vlaanderen/termijnen.toml"
NUMBERS = "processes/vlaanderen/parameters.toml"


@pytest.fixture(scope="module")
def release() -> Release:
    return read(SHIPPED)


def with_change(path: str, old: str, new: str) -> dict[str, bytes]:
    assert old.encode() in SHIPPED[path], f"{path} has no {old}"
    return SHIPPED | {path: SHIPPED[path].replace(old.encode(), new.encode())}


def without(path: str) -> dict[str, bytes]:
    return {name: content for name, content in SHIPPED.items() if name != path}


def refused(files: Mapping[str, bytes]) -> list[tuple[str, str | None, str]]:
    with pytest.raises(ReleaseRefused) as refusal:
        read(files)
    problems = refusal.value.problems
    assert refusal.value.facts["aantal"] == len(problems)
    assert all(str(problem).startswith(problem.path) for problem in problems)
    return [(problem.path, problem.element, problem.code) for problem in problems]


# -- the shipped folders -------------------------------------------------------------------------------------


def test_the_shipped_folders_are_a_release(release: Release) -> None:
    flanders = {"inburgering", "inburgering_oud", "inbreuk", "handhaving"}
    assert set(release.processes) == flanders | {"verplicht_traject", "sanctie_ggc"}
    assert {"doelgroep", "bevoegd_agentschap", "boete"} <= set(release.tables)
    assert release.terms
    assert release.parameters_on(date(2026, 11, 23))
    assert release.templates("vlaanderen")
    assert release.templates("brussel")
    for process in release.processes.values():
        for element in process.catalogue.of_kind("userTask"):
            assert release.form(element.form or "") is release.form(element.form or "")


def test_each_start_message_leads_to_its_process(release: Release) -> None:
    for message, process in (
        ("persoon_gedetecteerd", "inburgering"),
        ("inbreuk_vastgesteld", "inbreuk"),
        ("dossier_overgedragen", "handhaving"),
    ):
        found = release.process_started_by(message)
        assert found is not None
        assert found.id == process
    assert release.process_started_by("aangemeld") is None


def test_unknown_names_are_refused(release: Release) -> None:
    for ask, code in (
        (release.process, "proces_onbekend"),
        (release.table, "tabel_onbekend"),
        (release.form, "formulier_onbekend"),
    ):
        with pytest.raises(DomainError) as problem:
            ask("bestaat_niet")
        assert problem.value.code == code


def test_every_region_finds_the_parts_of_letters_that_all_share(release: Release) -> None:
    shared = "processes/gedeeld/brieven/_brief.typ"
    for region in ("vlaanderen", "brussel"):
        assert release.templates(region)["_brief.typ"] == SHIPPED[shared].decode()


def test_a_shared_part_has_no_second_of_its_name() -> None:
    twice = "processes/vlaanderen/brieven/_brief.typ"
    assert refused(SHIPPED | {twice: b"// een andere"}) == [(twice, None, "naam_dubbel")]


@pytest.mark.parametrize("path", ["processes/gedeeld/brieven/besluit.typ", "processes/gedeeld/boete.dmn"])
def test_regions_share_nothing_but_parts_of_letters(path: str) -> None:
    assert refused(SHIPPED | {path: b"// voor iedereen"}) == [(path, None, "bestand_op_verkeerde_plaats")]


# -- the same files are the same release ---------------------------------------------------------------------

some_files = st.dictionaries(
    st.text("abc/._é", min_size=1, max_size=12).filter(lambda name: name.strip("/.")),
    st.binary(max_size=60),
    max_size=5,
)


def test_the_order_of_files_does_not_matter(release: Release) -> None:
    backwards = dict(reversed(SHIPPED.items()))
    assert read(backwards).sha256 == release.sha256 == digest(SHIPPED)
    assert pack(backwards) == pack(SHIPPED)


@given(some_files, some_files)
def test_other_files_are_another_release(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert (digest(one) == digest(other)) == (one == other)


@given(some_files)
def test_what_is_packed_is_unpacked(files: dict[str, bytes]) -> None:
    assert unpack(pack(files)) == files


def test_a_changed_letter_is_another_release(release: Release) -> None:
    path = next(path for path in SHIPPED if path.endswith(".typ"))
    files = SHIPPED | {path: SHIPPED[path] + b"\n"}
    assert digest(files) != release.sha256


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_zip_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError) as problem:
        unpack(content)
    assert problem.value.code == "uitgave_onleesbaar"


def test_a_zip_that_swells_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("processes/vlaanderen/groot.typ", b"0" * 80_000_000)
    with pytest.raises(DomainError) as problem:
        unpack(buffer.getvalue())
    assert problem.value.code == "uitgave_onleesbaar"


# -- files that cannot be a release --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (without(FORM), (BPMN, "intake_voeren", "formulier_ontbreekt")),
        (without(DMN), ("processes/vlaanderen/handhaving.bpmn", "boete_bepalen", "tabel_ontbreekt")),
        (
            without("processes/vlaanderen/brieven/uitnodiging_startgesprek.typ"),
            (BPMN, "uitnodiging_versturen", "sjabloon_ontbreekt"),
        ),
        (
            with_change(TERMS, 'code = "aanmelding"', 'code = "aanmelding_oud"'),
            (BPMN, "aanmeldingstermijn_verstreken", "termijn_onbekend"),
        ),
        (
            with_change("processes/vlaanderen/handhaving.bpmn", 'nietDoor="inbreuk_', 'nietDoor="inbraak_'),
            ("processes/vlaanderen/handhaving.bpmn", "besluit_nemen", "niet_door_onbekend"),
        ),
        (
            with_change(BPMN, 'naam="dossier_toewijzen"', 'naam="dossier_wissen"'),
            (BPMN, "dossier_toewijzen", "handeling_onbekend"),
        ),
        (
            with_change(BPMN, 'doelgroep = "geen_doelgroep"', 'doelgroep = "geen_doelgroep'),
            (BPMN, "welke_doelgroep", "feel_onleesbaar"),
        ),
        (
            with_change(BPMN, 'formulier="intake_voeren"', 'formulier=""'),
            (BPMN, "intake_voeren", "taak_zonder_formulier"),
        ),
        (SHIPPED | {BPMN: b"<a>"}, (BPMN, None, "xml_onleesbaar")),
        (SHIPPED | {BPMN: b"<!DOCTYPE a><a/>"}, (BPMN, None, "xml_onleesbaar")),
        (SHIPPED | {DMN: b"<a/>"}, (DMN, None, "tabel_onbruikbaar")),
        (SHIPPED | {DMN: b""}, (DMN, None, "xml_onleesbaar")),
        (SHIPPED | {FORM: b"{"}, (FORM, None, "formulier_onleesbaar")),
        (SHIPPED | {FORM: b"[]"}, (FORM, None, "formulier_onleesbaar")),
        (SHIPPED | {FORM: b"{}"}, (FORM, None, "formulier_component")),
        (with_change(FORM, '"checkbox"', '"toverveld"'), (FORM, None, "formulier_component")),
        (SHIPPED | {TERMS: b"[[termijn"}, (TERMS, None, "termijn_ongeldig")),
        (SHIPPED | {TERMS: b"\xff"}, (TERMS, None, "bestand_niet_utf8")),
        (SHIPPED | {NUMBERS: b"[[parameter]]\n"}, (NUMBERS, None, "parameter_ongeldig")),
        (
            SHIPPED | {"processes/vlaanderen/brieven/nieuw.typ": b"\xff"},
            ("processes/vlaanderen/brieven/nieuw.typ", None, "bestand_niet_utf8"),
        ),
        (
            SHIPPED | {"processes/los.bpmn": SHIPPED[BPMN]},
            ("processes/los.bpmn", None, "bestand_op_verkeerde_plaats"),
        ),
        (
            SHIPPED | {"processes/brussel/tweede.bpmn": SHIPPED[BPMN]},
            (BPMN, None, "naam_dubbel"),
        ),
        (SHIPPED | {"forms/brussel/intake_voeren.json": SHIPPED[FORM]}, (FORM, None, "naam_dubbel")),
        (SHIPPED | {"processes/brussel/boete.dmn": SHIPPED[DMN]}, (DMN, None, "naam_dubbel")),
        (
            with_change(
                "processes/vlaanderen/inbreuk.bpmn",
                'name="inbreuk_vastgesteld"',
                'name="dossier_overgedragen"',
            ),
            ("processes/vlaanderen/inbreuk.bpmn", None, "startbericht_dubbel"),
        ),
        ({}, ("processes", None, "geen_processen")),
    ],
    ids=lambda value: value[2] if isinstance(value, tuple) else "",
)
def test_a_broken_file_is_refused_with_its_place(
    files: dict[str, bytes], expected: tuple[str, str | None, str]
) -> None:
    assert expected in refused(files)


def test_a_cell_that_cannot_be_read_names_its_rule() -> None:
    found = refused(with_change(DMN, "<text>&gt;= 6</text>", "<text>&gt;= </text>"))
    ((path, rule, code),) = found
    assert (path, code) == (DMN, "feel_onleesbaar")
    assert rule


def test_all_problems_are_named_at_once() -> None:
    files = without(DMN) | {FORM: b"{", BPMN: b"<a>", TERMS: b"\xff"}
    assert {path for path, _, _ in refused(files)} == {FORM, BPMN, TERMS}


def test_a_collaboration_without_process_is_for_people() -> None:
    only_people = (
        b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        b'<bpmn:collaboration id="c"><bpmn:participant id="p" name="P"/></bpmn:collaboration>'
        b"</bpmn:definitions>"
    )
    path = "processes/vlaanderen/overzicht.bpmn"
    assert set(read(SHIPPED | {path: only_people}).processes) == set(read(SHIPPED).processes)
