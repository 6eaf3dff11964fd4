"""The demo: made once, served, and its clock moved."""

from __future__ import annotations

from datetime import datetime

import click
from rich.table import Table

from app.casework import demo as clock
from app.casework import demo_accounts, demo_story, setup, virtual_time
from app.cli import serving
from app.cli.words import console, database
from app.clock import local
from app.config import ROOT
from app.db import migrate
from app.db.session import Database


@click.group(invoke_without_command=True)
@click.pass_context
def demo(context: click.Context) -> None:
    """Maak een demo met verzonnen mensen klaar; met `serve` ook meteen serveren."""
    if context.invoked_subcommand is None:
        prepare(database())


@demo.command()
@click.option("--host", help="Adres om op te luisteren.")
@click.option("--port", type=int, help="Poort om op te luisteren.")
def serve(host: str | None, port: int | None) -> None:
    """Maak de demo klaar als ze er nog niet is, en serveer haar met de worker erbij."""
    db = database()
    prepare(db)
    serving.run(db, host, port, with_worker=True)


@demo.command()
@click.argument("step", type=click.Choice(clock.STEPS), default="dag")
def advance(step: str) -> None:
    """Zet de klok van de demo vooruit: dag, gebeurtenis of maand."""
    with console.status("De tijd loopt…") as status:
        moment = clock.advance(
            database(), step, lambda at: status.update(f"De tijd loopt… {local(at):%d-%m-%Y}")
        )
    click.echo(f"Het is nu {local(moment):%d-%m-%Y %H:%M}.")


def prepare(db: Database) -> None:
    """Migrate, seed, and fill an empty database with the demo; says what it is doing."""
    console.print("Database bijwerken…")
    migrate.upgrade(db)
    console.print("Uitgave inlezen uit processes/ en forms/…")
    empty = not demo_accounts.present(db)
    if empty:
        virtual_time.set_clock(db, demo_story.BEGINS)
    setup.prepare(db, ROOT)
    if empty:
        with console.status("De demo vullen…") as status:

            def tell(at: datetime) -> None:
                status.update(f"De demo vullen… {local(at):%d-%m-%Y}")

            demo_story.fill(db, tell)
    _print_accounts()


def _print_accounts() -> None:
    table = Table("gebruikersnaam", "naam", "rol", "organisatie", title="Demo-accounts")
    for person in demo_accounts.ACCOUNTS:
        table.add_row(person.username, person.name, ", ".join(person.roles), person.organisation)
    console.print(table)
    console.print(f"Het wachtwoord van elk account is [b]{demo_accounts.PASSWORD}[/b]")
