"""`traject term`: the last day of a term, when its timer fires and why; one question, or a file of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
import orjson

from app.cli import term_questions
from app.cli.term_questions import Law, Question
from app.cli.words import as_json, echo_json
from app.config import ROOT
from app.domain.errors import DomainError
from app.domain.vocabulary import Unit
from app.web.wording import add_words, words

add_words(
    {
        "geen_termijnen": "In %(map)s staat geen processes/<gewest>/termijnen.toml.",
        "termijn_bestaat_niet": "De termijn %(termijn)s bestaat niet. Kies uit: %(bekend)s.",
        "termijn_geldt_niet": "De termijn %(termijn)s geldt niet op %(dag)s. Kijk na in termijnen.toml.",
        "termijn_buiten_kalender": "Deze termijn loopt buiten de kalender (na het jaar 9999).",
        "regel_geen_json": "Deze regel is geen JSON.",
        "regel_geen_object": 'Deze regel is geen vraag. Schrijf bijvoorbeeld {"code": ..., "start": ...}.',
        "gegeven_onbekend": "“%(veld)s” is onbekend. Gebruik: %(bekend)s.",
        "gegeven_ontbreekt": "“%(veld)s” ontbreekt.",
        "code_of_lengte": "Geef een “code”, of een “length” met een “unit”, maar niet beide.",
        "geen_dag": "“%(veld)s”: %(waarde)s is geen dag zoals 2026-01-05.",
        "geen_lengte": "“%(veld)s”: %(waarde)s is geen geheel getal vanaf 1.",
        "geen_eenheid": "“%(veld)s”: %(waarde)s is geen eenheid. Kies uit: %(bekend)s.",
        "geen_waar_of_onwaar": "“%(veld)s”: %(waarde)s is niet true of false.",
        "geen_lijst": "“%(veld)s”: %(waarde)s is geen lijst.",
        "geen_paar": "“%(veld)s” bestaat uit paren, zoals %(voorbeeld)s.",
        "schorsing_achterstevoren": "“%(veld)s”: de schorsing van %(van)s eindigt al op %(tot)s.",
        "paar_onleesbaar": "“%(veld)s”: %(waarde)s is niet leesbaar. Schrijf bijvoorbeeld %(voorbeeld)s.",
    }
)


@click.command()
@click.argument("code", required=False)
@click.option("--start", help="Dag of ogenblik van de gebeurtenis, bijvoorbeeld 2026-01-05.")
@click.option("--suspend", multiple=True, metavar="VAN:TOT", help="Schorsing; zonder TOT loopt ze nog.")
@click.option(
    "--extend", multiple=True, metavar="14:kalenderdagen", help="Verlenging, ook in een andere eenheid."
)
@click.option(
    "--replace", "replaced_by", metavar="DAG", help="Datum op een attest; verlengingen tellen niet meer."
)
@click.option(
    "--closing-day", multiple=True, metavar="DAG", help="Extra sluitingsdag, in plaats van de ingestelde."
)
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Een bestand met een vraag per regel, als JSON; - leest de standaardinvoer.",
)
@click.option("--folder", default=ROOT, type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json
def term(
    code: str | None,
    start: str | None,
    suspend: tuple[str, ...],
    extend: tuple[str, ...],
    replaced_by: str | None,
    closing_day: tuple[str, ...],
    batch: str | None,
    folder: Path,
    json_: bool,
) -> None:
    """De laatste dag van een termijn, wanneer de timer afgaat, en waarom."""
    if batch is not None:
        if any((code, start, suspend, extend, replaced_by, closing_day)):
            raise click.UsageError("Bij --batch staat alles in het bestand; laat de andere opties weg.")
        _answer_lines(Law.of(folder), batch)
        return
    if code is None or start is None:
        raise click.UsageError(
            "Geef een termijn en --start, of --batch. Bijvoorbeeld: aanmelding --start 2026-01-05"
        )
    law, day = Law.of(folder), term_questions.day("--start", start)
    question = Question(
        law.rule(code, day),
        day,
        frozenset(term_questions.day("--closing-day", each) for each in closing_day) or law.closing_days(day),
        tuple(_suspension(each) for each in suspend),
        tuple(_extension(each) for each in extend),
        term_questions.day("--replace", replaced_by) if replaced_by else None,
    )
    answer = question.answer()
    echo_json(answer) if json_ else _tell(answer)


def _answer_lines(law: Law, path: str) -> None:
    """One answer per line, in order, each as soon as its line is read; status 1 when one was refused."""
    refused = False
    with click.open_file(path, "rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                answer = term_questions.from_json(law, _read(line)).answer()
            except DomainError as problem:
                refused = True
                answer = {"error": problem.code, "message": words(problem), "line": number}
            click.echo(orjson.dumps(answer))
    if refused:
        raise click.exceptions.Exit(1)


def _read(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        raise DomainError("regel_geen_json") from None


def _tell(answer: dict[str, Any]) -> None:
    for sentence in answer["explanation"]:
        click.echo(sentence)
    if answer["last_day"] is None:
        click.echo("Laatste dag: geen, zolang de schorsing loopt")
        return
    click.echo(f"Laatste dag: {answer['last_day']}")
    click.echo(f"De timer gaat af op {answer['fires_at']} ({answer['fires_at_utc']} UTC)")


def _suspension(given: str) -> tuple[date, date | None]:
    """`2026-02-01:2026-02-15`, or `2026-02-01:` while nobody knows the end."""
    first, colon, last = given.partition(":")
    if not colon:
        raise DomainError(
            "paar_onleesbaar", veld="--suspend", waarde=given, voorbeeld="2026-02-01:2026-02-15"
        )
    return term_questions.span("--suspend", first, last or None)


def _extension(given: str) -> tuple[int, Unit]:
    """`14:kalenderdagen`."""
    length, colon, unit = given.partition(":")
    if not colon or not (length.isascii() and length.isdigit()):
        raise DomainError("paar_onleesbaar", veld="--extend", waarde=given, voorbeeld="14:kalenderdagen")
    return term_questions.whole("--extend", int(length)), term_questions.unit("--extend", unit)
