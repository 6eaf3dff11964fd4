"""`traject term`: one question in words, many in a file; every answer can be read, every refusal too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cli.term import term
from app.domain.errors import DomainError
from app.engine.reading import ReleaseRefused
from app.web import wording
from app.web.release_wording import problem_words
from tests.domain.questions import Question, questions

ROOT = Path(__file__).resolve().parents[2]
ANSWER = {"last_day", "fires_at", "fires_at_utc", "explanation"}
TERM = """
[[termijn]]
code = "aanmelding"
naam = "Aanmelding"
lengte = {length}
eenheid = "maanden"
start = "bij_wachten"
kennisgeving_werkdagen = {notice}
basis = "art. 27"
geldig_van = {since}
{until}
bron = "praktijk"
"""
CLOSED = """
[[parameter]]
code = "sluitingsdagen_overheid"
naam = "Sluitingsdagen"
waarde = 1
eenheid = "aantal"
basis = "omzendbrief"
geldig_van = 2022-03-01
bron = "praktijk"
"""


def ask(*options: str, lines: str = "") -> Result:
    return CliRunner().invoke(term, options, input=lines)


def answers(asked: Iterable[Any], *options: str) -> list[dict[str, Any]]:
    """One answer per line; a question that is no text yet becomes JSON."""
    lines = [each if isinstance(each, str) else json.dumps(each) for each in asked]
    result = ask("--batch", "-", *options, lines="".join(f"{line}\n" for line in lines))
    read = [json.loads(line) for line in result.stdout.split("\n")[:-1]]  # U+0085 and such end no line
    assert len(read) == len(lines)
    assert result.exit_code == int(any("error" in answer for answer in read))
    return read


def refusal(*options: str) -> str:
    """The sentence that the command ends with."""
    problem = ask(*options).exception
    assert isinstance(problem, DomainError)
    return wording.words(problem)


def as_line(question: Question) -> dict[str, Any]:
    return {
        "length": question.length[0],
        "unit": question.length[1],
        "start": question.start.isoformat(),
        "roll": question.roll,
        "closing_days": sorted(day.isoformat() for day in question.closing_days),
        "suspend": [[first.isoformat(), last and last.isoformat()] for first, last in question.suspend],
        "extend": [list(each) for each in question.extend],
        "replaced_by": question.replaced_by and question.replaced_by.isoformat(),
    }


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(questions(), min_size=1, max_size=8))
def test_a_file_is_answered_as_the_terms_are_counted(asked: list[Question]) -> None:
    asked = [replace(question, notice_days=0) for question in asked]  # a setting of a named term only
    for question, answer in zip(asked, answers(map(as_line, asked)), strict=True):
        assert question.first() == question.second()
        last_day, fires_at = question.second().last_day, question.second().fires_at_utc
        assert answer.keys() == ANSWER
        assert answer["last_day"] == (last_day and last_day.isoformat())
        assert answer["fires_at_utc"] == (fires_at and fires_at.isoformat())
        assert (answer["fires_at"] is None) == (last_day is None)
        if answer["fires_at"] is not None:
            assert answer["fires_at"][10:19] == "T00:00:00"
        for sentence in answer["explanation"]:
            assert sentence[0].isupper() or sentence[0].isdigit()
            assert sentence.endswith(".")
            assert "None" not in sentence


_LINES = st.text(max_size=12).filter(lambda text: "\n" not in text)  # two lines are two questions


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | _LINES | st.just("2026-01-05"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["code", "length", "unit", "start", "roll", "suspend", "extend", "replaced_by"]
                )
                | st.text(max_size=5),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_nonsense_gets_a_sentence_and_stops_nobody(nonsense: Any) -> None:
    good = {"code": "aanmelding", "start": "2026-01-05"}
    first, told, last = answers([good, nonsense, good])
    assert first == last
    assert first["last_day"] == "2026-04-07"
    if "error" in told:
        assert told.keys() == {"error", "message", "line"}
        assert told["line"] == 2
        assert told["message"].endswith(".")
        assert "neem contact op" not in told["message"].lower()


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("", "regel_geen_json", "geen JSON"),
        ('{"code": "aanmelding"', "regel_geen_json", "geen JSON"),
        ([], "regel_geen_object", "geen vraag"),
        ({"start": "2026-01-05"}, "code_of_lengte", "“code”"),
        ({"code": "aanmelding"}, "gegeven_ontbreekt", "“start” ontbreekt"),
        ({"start": "2026-01-05", "code": "aanmelding", "length": 3}, "code_of_lengte", "niet beide"),
        ({"start": "2026-01-05", "length": 3}, "geen_eenheid", "kalenderdagen, werkdagen, maanden"),
        ({"start": "2026-01-05", "length": 3, "unit": "days"}, "geen_eenheid", "days is geen eenheid"),
        ({"start": "2026-01-05", "unit": "maanden"}, "geen_lengte", "“length”"),
        ({"start": "2026-01-05", "length": 0, "unit": "maanden"}, "geen_lengte", "0 is geen"),
        ({"start": "2026-01-05", "length": 1.5, "unit": "maanden"}, "geen_lengte", "1.5 is geen"),
        ({"start": "2026-01-05", "length": 10**9, "unit": "maanden"}, "termijn_buiten_kalender", "9999"),
        ({"start": "2026-01-05", "length": 10**12, "unit": "kalenderdagen"}, "termijn_buiten_kalender", ""),
        ({"start": "2026-02-30", "code": "aanmelding"}, "geen_dag", "2026-02-30 is geen dag"),
        ({"start": "05/01/2026", "code": "aanmelding"}, "geen_dag", "geen dag"),
        ({"start": "20260105", "code": "aanmelding"}, "geen_dag", "geen dag"),
        ({"start": "2026-W01-1", "code": "aanmelding"}, "geen_dag", "geen dag"),
        ({"start": "2026-01-05T25:00", "code": "aanmelding"}, "geen_dag", "geen dag"),
        ({"start": 20260105, "code": "aanmelding"}, "geen_dag", "geen dag"),
        ({"start": "2026-01-05", "code": "aanmeldin"}, "termijn_bestaat_niet", "Kies uit: aanmelding,"),
        ({"start": "2026-01-05", "code": ["aanmelding"]}, "termijn_bestaat_niet", "bestaat niet"),
        ({"start": "1999-01-05", "code": "aanmelding"}, "termijn_geldt_niet", "geldt niet op"),
        ({"start": "2026-01-05", "code": "aanmelding", "rol": True}, "gegeven_onbekend", "“rol” is onbekend"),
        ({"start": "2026-01-05", "code": "aanmelding", "roll": "ja"}, "geen_waar_of_onwaar", "“roll”"),
        ({"start": "2026-01-05", "code": "aanmelding", "closing_days": "x"}, "geen_lijst", "geen lijst"),
        ({"start": "2026-01-05", "code": "aanmelding", "suspend": ["2026-02-01"]}, "geen_paar", "paren"),
        ({"start": "2026-01-05", "code": "aanmelding", "extend": [[14]]}, "geen_paar", "paren"),
        (
            {"start": "2026-01-05", "code": "aanmelding", "suspend": [["2026-02-02", "2026-02-01"]]},
            "schorsing_achterstevoren",
            "eindigt al",
        ),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: Any, code: str, words: str) -> None:
    (told,) = answers([line])
    assert (told["error"], told["line"]) == (code, 1)
    assert words in told["message"]


@pytest.mark.parametrize(
    ("start", "last_day"),
    [
        ("2026-01-05", "2026-01-06"),
        ("2026-01-05T22:59:59Z", "2026-01-06"),
        ("2026-01-05T23:00:00Z", "2026-01-07"),  # already the 6th in Brussels
        ("2026-01-05T23:30:00", "2026-01-06"),  # on the clocks of Brussels
        ("2026-01-05T23:30:00+01:00", "2026-01-06"),
        ("2026-01-05T19:00:00-05:00", "2026-01-07"),
        ("2026-01-06T07:30:00+09:00", "2026-01-06"),
        ("2026-07-05T22:00:00Z", "2026-07-07"),  # summer
        ("2026-07-05 21:59:59.999+00:00", "2026-07-06"),
    ],
)
def test_an_instant_counts_as_its_day_in_brussels(start: str, last_day: str) -> None:
    (told,) = answers([{"length": 1, "unit": "kalenderdagen", "start": start, "roll": False}])
    assert told["last_day"] == last_day


def test_the_rule_in_force_on_the_start_day_counts(tmp_path: Path) -> None:
    folder = tmp_path / "processes" / "vlaanderen"
    folder.mkdir(parents=True)
    (folder / "termijnen.toml").write_text(
        TERM.format(length=3, notice=0, since="2022-03-01", until="geldig_tot = 2026-06-30")
        + TERM.format(length=1, notice=3, since="2026-07-01", until="doorschuiven = false")
    )
    line = {"code": "aanmelding", "start": "2026-06-30"}
    told = answers(
        [line, line | {"start": "2026-07-01"}, line | {"start": "2026-07-01", "roll": True}, line],
        "--folder",
        str(tmp_path),
    )
    # notified on Monday 6 July; 6 August is a Thursday
    assert [each["last_day"] for each in told] == ["2026-09-30", "2026-08-06", "2026-08-06", "2026-09-30"]
    (folder / "parameters.toml").write_text(CLOSED)
    closed = {"code": "aanmelding", "start": "2026-09-29", "roll": True}  # notified on 2 October
    told = answers(
        [closed, closed | {"closing_days": []}, closed | {"closing_days": ["2026-11-02", "2026-11-03"]}],
        "--folder",
        str(tmp_path),
    )
    assert [each["last_day"] for each in told] == ["2026-11-03", "2026-11-02", "2026-11-04"]


def test_one_question_in_words() -> None:
    told = ask(
        *("aanmelding", "--start", "2026-01-05", "--suspend", "2026-02-01:2026-02-10"),
        *("--suspend", "2026-02-08:2026-02-15", "--extend", "14:kalenderdagen"),
    )
    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        "Gestart op 5 januari 2026; die dag telt zelf niet mee "
        "(grondslag: art. 27 decreet 7-6-2013, bron: praktijk).",
        "3 maanden geteld: tot en met 5 april 2026.",
        "Verlengd met 14 kalenderdagen: tot en met 19 april 2026.",
        "Geschorst van 1 februari 2026 tot en met 15 februari 2026: 15 kalenderdagen stilgestaan, "
        "de uiterste dag wordt 4 mei 2026.",
        "Laatste dag: 2026-05-04",
        "De timer gaat af op 2026-05-05T00:00:00+02:00 (2026-05-04T22:00:00+00:00 UTC)",
    ]


def test_one_question_is_answered_like_a_line() -> None:
    told = ask(
        *("aanmelding", "--start", "2026-01-05", "--suspend", "2026-02-01:2026-02-15", "--json"),
        *("--replace", "2026-05-01", "--closing-day", "2026-05-18", "--extend", "3:werkdagen"),
    )
    line = {
        "code": "aanmelding",
        "start": "2026-01-05",
        "suspend": [["2026-02-01", "2026-02-15"]],
        "extend": [[3, "werkdagen"]],
        "replaced_by": "2026-05-01",
        "closing_days": ["2026-05-18"],
    }
    assert [json.loads(told.stdout)] == answers([line])
    assert (
        json.loads(told.stdout)["last_day"] == "2026-05-19"
    )  # 1 May and fifteen days: a Saturday, then closed


def test_a_suspension_without_an_end_leaves_no_last_day() -> None:
    told = ask("aanmelding", "--start", "2026-01-05", "--suspend", "2026-02-01:")
    assert told.stdout.splitlines()[-1] == "Laatste dag: geen, zolang de schorsing loopt"
    told = ask("aanmelding", "--start", "2026-01-05", "--suspend", "2026-02-01:", "--json")
    answer = json.loads(told.stdout)
    assert (answer["last_day"], answer["fires_at"], answer["fires_at_utc"]) == (None, None, None)
    assert "zonder einddatum" in answer["explanation"][-1]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--start", "gisteren"], "“--start”: gisteren is geen dag zoals 2026-01-05."),
        (["--suspend", "2026-02-01"], "“--suspend”: 2026-02-01 is niet leesbaar."),
        (["--suspend", ":2026-02-01"], "is geen dag"),
        (["--extend", "14"], "“--extend”: 14 is niet leesbaar."),
        (["--extend", "14:dagen"], "dagen is geen eenheid"),
        (["--extend", "0:maanden"], "geen geheel getal vanaf 1"),
        (["--replace", "2026-13-01"], "“--replace”"),
        (["--closing-day", "morgen"], "“--closing-day”"),
    ],
)
def test_a_bad_option_says_what_is_wrong(options: list[str], words: str) -> None:
    assert words in refusal("aanmelding", "--start", "2026-01-05", *options)


def test_a_folder_without_terms_is_named(tmp_path: Path) -> None:
    told = refusal("aanmelding", "--start", "2026-01-05", "--folder", str(tmp_path))
    assert told == f"In {tmp_path} staat geen processes/<gewest>/termijnen.toml."


def test_every_unreadable_file_is_named_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "processes" / "x"
    folder.mkdir(parents=True)
    (folder / "termijnen.toml").write_text(TERM.format(length='"3"', notice=0, since="2022-03-01", until=""))
    (folder / "parameters.toml").write_bytes(b"\xff")
    problem = ask("aanmelding", "--start", "2026-01-05", "--folder", str(tmp_path)).exception
    assert isinstance(problem, ReleaseRefused)
    assert [problem_words(found) for found in problem.problems] == [
        "processes/x/termijnen.toml: Rij 1, lengte: moet een geheel getal vanaf 1 zijn.",
        "processes/x/parameters.toml: Dit bestand is niet in UTF-8. Bewaar het zo en probeer opnieuw.",
    ]


@pytest.mark.parametrize(
    "options",
    [[], ["aanmelding"], ["--start", "2026-01-05"], ["aanmelding", "--batch", "-"], ["--batch", "/nergens"]],
)
def test_half_a_question_shows_how_to_ask(options: list[str]) -> None:
    told = ask(*options)
    assert told.exit_code == 2
    assert "Usage" in told.stderr


def test_the_program_leaves_with_the_status_of_its_file(tmp_path: Path) -> None:
    """Also far from Brussels: the day of a naive instant does not depend on the machine."""
    asked = tmp_path / "vragen.jsonl"
    asked.write_text('{"code": "aanmelding", "start": "2026-01-05T23:30:00"}\n{"code": "weg"}\n')
    command = [sys.executable, "-m", "app.cli", "term", "--batch", str(asked)]
    for zone in ("America/New_York", "Asia/Tokyo"):
        ran = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"TZ": zone}, check=False
        )
        first, second = map(json.loads, ran.stdout.splitlines())
        assert (ran.returncode, ran.stderr) == (1, "")
        assert first["last_day"] == "2026-04-07"
        assert first["fires_at"] == "2026-04-08T00:00:00+02:00"
        assert first["fires_at_utc"] == "2026-04-07T22:00:00+00:00"
        assert second["line"] == 2
    asked.write_text('{"code": "aanmelding", "start": "2026-01-05"}')
    assert subprocess.run(command, capture_output=True, cwd=ROOT, check=False).returncode == 0
    ran = subprocess.run(
        [*command[:4], "weg", "--start", "2026-01-05"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("De termijn weg bestaat niet. Kies uit: aanmelding,")
