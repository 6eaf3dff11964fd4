"""`traject incidents`: steps that failed, in groups, and trying one or many of them again."""

from __future__ import annotations

from typing import Any

import click
from rich.table import Table

from app.casework import releases, repair, retry_runs
from app.casework.actors import Actor
from app.casework.retry_runs import Chosen
from app.cli.words import as_json, console, database, echo_json, progress
from app.domain.failures import IncidentKind
from app.domain.vocabulary import Role
from app.insight.incidents import groups, incident_page
from app.web.wording import words_for

OPERATOR = Actor(roles=frozenset({Role.ADMINISTRATOR}))  # who has the machine may do this

_CHOSEN = (
    click.option("--code", help="Alleen incidenten met deze code."),
    click.option("--kind", type=click.Choice([kind.value for kind in IncidentKind]), help="Wat mislukte."),
    click.option("--place", help="De stap in het diagram, of het sjabloon van de brief."),
    click.option("--organisation", help="De code van de organisatie."),
)


def _chosen(command: Any) -> Any:
    for option in reversed(_CHOSEN):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@click.pass_context
def incidents(context: click.Context) -> None:
    """Mislukte stappen: wat er misgaat, en opnieuw proberen."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@incidents.command("list")
@_chosen
@as_json
def list_(
    code: str | None = None,
    kind: str | None = None,
    place: str | None = None,
    organisation: str | None = None,
    json_: bool = False,
) -> None:
    """Wat er misgaat, het meeste eerst."""
    with database().read() as tx:
        found = groups(
            tx, releases.load, _given(code=code, kind=kind, place=place, organisation=organisation)
        )
    if json_:
        echo_json([vars(each) for each in found])
        return
    if not found:
        click.echo("Er zijn geen open incidenten.")
        return
    table = Table("aantal", "soort", "waar", "code", "sinds (UTC)", "waarom")
    for each in found:
        why = words_for(each.code, dict(each.facts))
        since = f"{each.since:%d-%m-%Y %H:%M}"
        table.add_row(str(each.number), each.kind, each.place or each.process, each.code, since, why)
    console.print(table)


@incidents.command()
@click.argument("number", metavar="INCIDENT", type=int, required=False)
@click.option("--all", "all_", is_flag=True, help="Alle incidenten die passen bij de andere opties.")
@_chosen
@as_json
def retry(
    number: int | None,
    all_: bool,
    code: str | None,
    kind: str | None,
    place: str | None,
    organisation: str | None,
    json_: bool,
) -> None:
    """Probeer één incident opnieuw, of met --all alle die passen; elk precies een keer."""
    chosen = _given(code=code, kind=kind, place=place, organisation=organisation)
    if (number is None) != all_:
        raise click.UsageError("Geef het nummer van een incident, of --all.")
    db = database()
    if number is not None:
        if chosen:
            raise click.UsageError("Bij een nummer horen geen andere opties.")
        with db.read() as tx:
            incident_page(tx, releases.load, number)
        repair.retry(db, number, OPERATOR)
        click.echo("De stap is alsnog gezet.")
        return
    with db.transaction() as tx:
        run_id = retry_runs.request(tx, chosen)
    with progress("Incidenten", quiet=json_) as tell:
        retry_runs.run(db, run_id, tell)
    with db.read() as tx:
        run = retry_runs.get(tx, run_id)
    if json_:
        echo_json({**vars(run), "solved": run.solved})
        return
    click.echo(
        f"{run.done} van {run.total} opnieuw geprobeerd: {run.solved} gelukt, {run.failed} opnieuw mislukt, "
        f"{run.left_alone} wachten nog op een medewerker of een ander dossier."
    )


def _given(**options: str | None) -> Chosen:
    return {name: value for name, value in options.items() if value is not None}
