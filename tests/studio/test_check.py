"""traject check: the shipped release is in order, and a fault in each kind of file is found at its place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.errors import DomainError
from app.studio.checking import stages
from app.web.release_wording import problem_words
from tests.studio.small import DETECTED, FOLDER, HEAD, ROOT, shipped, without_scenarios

MODELS = "processes/vlaanderen"
FORMS = "forms/vlaanderen"

Fault = tuple[str, str, str, str, str | None, str]
FAULTS: dict[str, Fault] = {  # file, what is replaced, by what; then: stage, element, code
    "a timer without its term": (
        f"{MODELS}/inbreuk.bpmn",
        'code="ingebrekestelling"',
        'code="ingebrekestelingg"',
        "bestanden",
        "ingebrekestelling_verstreken",
        "termijn_onbekend",
    ),
    "a condition that is no FEEL": (
        f"{MODELS}/inburgering.bpmn",
        'ondertekening = "getekend"',
        "ondertekening = (",
        "bestanden",
        "getekend",
        "feel_onleesbaar",
    ),
    "a cell that is no FEEL": (
        f"{MODELS}/boete.dmn",
        "<text>&gt;= 6</text>",
        "<text>&gt;= </text>",
        "bestanden",
        "regel_rang_vanaf_6",
        "feel_onleesbaar",
    ),
    "two rows for the same facts": (
        f"{MODELS}/boete.dmn",
        "<text>&gt;= 6</text>",
        "<text>&gt;= 5</text>",
        "tabellen",
        "regel_rang_vanaf_6",
        "tabel_overlap",
    ),
    "facts without a row": (
        f"{MODELS}/boete.dmn",
        "<text>&gt;= 6</text>",
        "<text>&gt;= 7</text>",
        "tabellen",
        None,
        "tabel_gat",
    ),
    "a row that is never reached": (
        f"{MODELS}/doelgroep.dmn",
        '<text>"OUD"</text>',
        "<text>-</text>",
        "tabellen",
        "regel_regeling_onbekend",
        "tabel_dode_rij",
    ),
    "a form that cannot be read": (
        f"{FORMS}/intake_voeren.json",
        '"type": "select"',
        '"type": "selekt"',
        "bestanden",
        None,
        "",
    ),
    "a letter that needs a fact nobody has": (
        f"{MODELS}/brieven/ingebrekestelling.typ",
        "#import",
        '#let _ = json("feiten.json").gegevens.lievelingskleur\n#import',
        "brieven",
        "voorbeeld met_datum",
        "brief_mist_gegeven",
    ),
    "a letter that is no letter": (
        f"{MODELS}/brieven/besluit.typ",
        "#import",
        "#let x = (\n#import",
        "brieven",
        "voorbeeld boete",
        "brief_sjabloon_fout",
    ),
    "a term that cannot be counted": (
        f"{MODELS}/termijnen.toml",
        'eenheid = "maanden"',
        'eenheid = "manen"',
        "bestanden",
        None,
        "termijn_ongeldig",
    ),
    "a number with an impossible period": (
        f"{MODELS}/parameters.toml",
        "geldig_tot = 2022-02-28",
        "geldig_tot = 2002-02-28",
        "bestanden",
        None,
        "parameter_ongeldig",
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_seeded_fault_is_found_and_named(fault: Fault) -> None:
    path, old, new, stage, element, code = fault
    report = stages.check(without_scenarios() | {path: _changed(path, old, new)})
    found = {stage.name: stage.problems for stage in report.stages}
    hits = [p for p in found[stage] if (p.path, p.element) == (path, element) and code in ("", p.code)]
    assert hits, report.problems
    assert problem_words(hits[0]).startswith(path)


def test_a_number_that_a_letter_needs_is_missed_at_the_letter() -> None:
    path = f"{MODELS}/parameters.toml"
    changed = _changed(path, 'code = "betaling_rekeningnummer"', 'code = "betaling_rekening"')
    report = stages.check(without_scenarios() | {path: changed})
    needing = ("besluit", "besluit_gewijzigd", "betalingsherinnering", "tweede_betalingsherinnering")
    assert {(p.path.rpartition("/")[2], p.code, p.facts["gegeven"]) for p in report.problems} == {
        (f"{name}{ending}", "brief_mist_gegeven", "parameters.betaling_rekeningnummer")
        for name in needing
        for ending in (".typ", "_fr.typ")
    }


def test_a_shape_off_its_place_is_found() -> None:
    path = f"{MODELS}/inbreuk.bpmn"
    text = shipped()[path].decode()
    start = text.index("<dc:Bounds", text.index('bpmnElement="dossier_overdragen"'))
    end = text.index("/>", start)
    moved = text[:start] + '<dc:Bounds x="-900" y="20" width="100" height="80" ' + text[end:]
    report = stages.check(without_scenarios() | {path: moved.encode()})
    (problems,) = [stage.problems for stage in report.stages if stage.name == "diagrammen"]
    assert {problem.path for problem in problems} == {path}
    assert any("dossier_overdragen" in (problem.element or "") for problem in problems)


def test_a_form_that_nobody_asks_for_is_found() -> None:
    path = f"{FORMS}/vergeten.json"
    form = b'{"type": "default", "id": "vergeten", "components": []}'
    report = stages.check(without_scenarios() | {path: form})
    assert [(p.path, p.code) for p in report.problems] == [(path, "formulier_ongebruikt")]


def test_a_letter_without_sample_facts_is_found() -> None:
    path = f"{MODELS}/brieven/nieuwe_brief.typ"
    report = stages.check(without_scenarios() | {path: b"Dag"})
    assert [(p.path, p.code) for p in report.problems] == [(path, "brief_zonder_voorbeeld")]


@pytest.mark.parametrize(
    ("path", "old", "new", "scenario"),
    [
        ("inburgering.bpmn", 'doelgroep = "plicht"</', 'doelgroep = "recht"</', "een_dag_te_laat"),
        ("termijnen.toml", "lengte = 3", "lengte = 4", "een_dag_te_laat"),
        ("boete.dmn", "<text>100</text>", "<text>101</text>", "boete_betekend"),
    ],
)
def test_what_is_in_order_by_itself_and_against_the_law_is_found_by_a_scenario(
    path: str, old: str, new: str, scenario: str
) -> None:
    changed = _changed(f"{MODELS}/{path}", old, new)
    report = stages.check(dict(shipped()) | {f"{MODELS}/{path}": changed}, only=f"scenarios/{scenario}.toml")
    assert report.problems
    assert "scenario_verschil" in {problem.code for problem in report.problems}


def test_a_wrong_expectation_is_told_with_its_step() -> None:
    text = HEAD + DETECTED + "\n[[stap]]\ndag = 2026-01-06\ndan.termijnen.aanmelding = 2026-04-06\n"
    (problem,) = stages.check(without_scenarios() | {f"{FOLDER}/fout.toml": text.encode()}).problems
    assert problem_words(problem) == (
        f"{FOLDER}/fout.toml, stap 2: 2026-01-06 10:00: termijn aanmelding: laatste dag verwacht "
        "2026-04-06 (6 april 2026), nu 2026-04-07 (7 april 2026)."
    )


def test_a_misspelt_scenario_is_told_with_its_step() -> None:
    text = HEAD + DETECTED + "dan.takken = []\n"
    (problem,) = stages.check(without_scenarios() | {f"{FOLDER}/fout.toml": text.encode()}).problems
    assert problem_words(problem) == (
        f"{FOLDER}/fout.toml, stap 1: Dit scenario klopt niet: de sleutel 'takken' bestaat hier niet; "
        "bedoelt u 'taken'?."
    )


def test_only_one_scenario_while_it_is_written() -> None:
    report = stages.check(shipped(), only="scenarios/te_jong")
    assert [(stage.name, stage.count) for stage in report.stages] == [
        ("bestanden", len(shipped())),
        ("scenario's", 1),
    ]
    assert (report.problems, report.coverage) == ([], [])
    with pytest.raises(DomainError) as refused:
        stages.check(shipped(), only="te_jon")
    assert refused.value.facts["lijkt"] == "; bedoelt u 'te_jong'?"


def test_what_cannot_be_read_is_not_played() -> None:
    path = f"{MODELS}/inbreuk.bpmn"
    report = stages.check(dict(shipped()) | {path: b"<niets/>"})
    assert [stage.name for stage in report.stages] == ["bestanden", "diagrammen"]
    assert report.sha256 is None


def test_scenarios_prove_a_release_and_are_no_part_of_it() -> None:
    report = stages.check(without_scenarios())
    more = stages.check(dict(shipped()), only="te_jong")
    assert report.sha256 == more.sha256


def test_the_shipped_release_is_in_order_and_wholly_passed() -> None:
    """The command as somebody types it: every stage green, every step and arrow passed by a scenario."""
    done = _traject("check", str(ROOT), "--json")
    answer = json.loads(done.stdout)
    assert [problem["sentence"] for problem in answer["problems"]] == []
    assert (done.returncode, answer["ok"]) == (0, True)
    assert {each["process"]: each["percent"] for each in answer["coverage"]} == {
        "inburgering": 100,
        "inburgering_oud": 100,
        "inbreuk": 100,
        "handhaving": 100,
        "verplicht_traject": 100,
        "sanctie_ggc": 100,
    }


def test_the_command_tells_what_is_wrong_and_ends_with_1(tmp_path: Path) -> None:
    text = HEAD + DETECTED + "dan.taken = ['intake_voeren']\n"
    files = without_scenarios() | {f"{FOLDER}/fout.toml": text.encode()}
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    done = _traject("check", str(tmp_path), "--uncovered")
    assert done.returncode == 1
    assert "scenario's       1   1 keer fout" in done.stdout
    assert f"{FOLDER}/fout.toml, stap 1 (opgespoord): 2026-01-05 10:00: open taken" in done.stdout
    assert "      2026-01-05 10:00 inburgering: dossier gestart, Persoon gedetecteerd" in done.stdout
    assert "      pijl: Getekend? -> Inbreuk gemeld: geweigerd (nee, plicht)" in done.stdout


def _traject(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _changed(path: str, old: str, new: str) -> bytes:
    text = shipped()[path].decode()
    assert old in text, f"{path} no longer says {old}"
    return text.replace(old, new, 1).encode()
