"""For who keeps the installation running: why nothing happens where something should."""

from __future__ import annotations

import click
from rich.table import Table

from app.casework import releases
from app.cli.words import as_json, console, database, echo_json
from app.insight.operations import workers_seen
from app.insight.term_reasons import case_numbered, why_not_fired
from app.web.wording import words_for


@click.command()
@click.argument("number", metavar="DOSSIER")
@as_json
def why(number: str, json_: bool) -> None:
    """Waarom een termijn van een dossier (nog) niet is afgegaan."""
    with database().read() as tx:
        case_id, release_id = case_numbered(tx, number.strip().upper())
        reasons = why_not_fired(tx, case_id, releases.load(tx, release_id), releases.load)
    if json_:
        told = [
            {"term": each.term.code, "status": each.term.status, "reason": each.code, "facts": each.facts}
            for each in reasons
        ]
        echo_json(told)
        return
    for each in reasons:
        click.echo(f"{each.term.name}: {words_for(each.code, dict(each.facts))}")
    if not reasons:
        click.echo("Dit dossier heeft geen termijnen.")


@click.command()
@as_json
def workers(json_: bool) -> None:
    """Welke workers er lopen, sinds wanneer, en wat ze alleen doen."""
    with database().read() as tx:
        seen = workers_seen(tx)
    if json_:
        echo_json([vars(each) for each in seen])
        return
    table = Table("worker", "versie", "loopt", "laatst gezien (UTC)", "doet alleen", "mislukt nu")
    for each in seen:
        failing = [f"{name}: {job['problem']}" for name, job in each.jobs.items() if job["problem"]]
        last = f"{each.seen_at:%d-%m-%Y %H:%M:%S}"
        table.add_row(
            each.id,
            each.version or "",
            "ja" if each.alive else "nee",
            last,
            ", ".join(each.alone),
            ", ".join(failing),
        )
    console.print(table)
