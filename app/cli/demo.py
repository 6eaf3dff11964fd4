"""The demo: made once, served, and its clock moved."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import click
import structlog
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app import logs
from app.casework import demo as clock
from app.casework import demo_accounts, setup, virtual_time
from app.casework.demo_life import life, record
from app.casework.demo_life.plan import Plan, earliest
from app.cli import serving
from app.cli.words import console, database
from app.clock import brussels_day, local, system_now
from app.config import ROOT
from app.db import migrate
from app.db.session import Database
from app.domain.calendar import in_dutch

ONE_DAY = timedelta(days=1)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a new demo is made from; all of them None where nobody asked."""
    for option in (
        click.option("--seed", type=int, help="Zaad: hetzelfde zaad en dezelfde dag geven dezelfde demo."),
        click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Laatste dag, gewoonlijk gisteren."),
        click.option("--scale", type=click.IntRange(min=1), help="Eén verzonnen mens per zoveel (100)."),
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@_options
@click.pass_context
def demo(context: click.Context, scale: int | None, until: datetime | None, seed: int | None) -> None:
    """Maak een demo met verzonnen mensen klaar; met `serve` ook meteen serveren."""
    if context.invoked_subcommand is None:
        prepare(database(), scale, until, seed)


@demo.command()
@_options
@click.option("--host", help="Adres om op te luisteren.")
@click.option("--port", type=int, help="Poort om op te luisteren.")
@click.pass_context
def serve(
    context: click.Context,
    scale: int | None,
    until: datetime | None,
    seed: int | None,
    host: str | None,
    port: int | None,
) -> None:
    """Maak de demo klaar als ze er nog niet is, en serveer haar met de worker erbij."""
    before = context.parent.params if context.parent else {}  # `demo --scale 20 serve` means the same
    db = database()
    prepare(
        db, scale or before["scale"], until or before["until"], seed if seed is not None else before["seed"]
    )
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


def prepare(
    db: Database, scale: int | None = None, until: datetime | None = None, seed: int | None = None
) -> None:
    """Migrate, seed, and fill an empty database with the demo; says what it is doing."""
    plan = _plan(scale, until, seed)
    console.print("Database bijwerken…")
    migrate.upgrade(db)
    console.print("Uitgave inlezen uit processes/ en forms/…")
    if demo_accounts.present(db):
        setup.prepare(db, ROOT)
        _tell_what_is_there(db, scale, until, seed)
    else:
        virtual_time.set_clock(db, plan.begins)
        setup.prepare(db, ROOT)
        _fill(db, plan)
    _print_accounts()


def _plan(scale: int | None, until: datetime | None, seed: int | None) -> Plan:
    last = brussels_day(system_now()) - ONE_DAY if until is None else until.date()
    if last < earliest():
        raise click.BadParameter(f"de vroegste dag is {earliest():%d-%m-%Y}", param_hint="--until")
    return Plan(last, scale or Plan.scale, Plan.seed if seed is None else seed)


def _fill(db: Database, plan: Plan) -> None:
    days = (plan.ends - plan.begins) / ONE_DAY
    bar = Progress(
        TextColumn("De demo vullen"),
        BarColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
    )
    with bar, _only_errors():
        task = bar.add_task("", total=days)

        def tell(at: datetime, counts: life.Counts) -> None:
            text = f"{local(at):%d-%m-%Y}  {_counted(counts)}"
            bar.update(task, completed=(at - plan.begins) / ONE_DAY, description=text)

        counts = life.fill(db, plan, tell)
        bar.update(task, completed=days, description=_counted(counts))
        seconds = round(bar.tasks[task].elapsed or 0)
    console.print(
        f"{plan.months} maanden leven tot {in_dutch(plan.until)}, 1 op {plan.scale}, zaad {plan.seed}: "
        f"{_counted(counts)}, gemaakt in {seconds} seconden."
    )


@contextmanager
def _only_errors() -> Iterator[None]:
    """What goes wrong in a demo, goes wrong on purpose: it stands in its lists, not on this screen."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.reset_defaults()
        logs.configure()


def _counted(counts: life.Counts) -> str:
    return f"{counts.people} mensen, {counts.cases} dossiers, {counts.letters} brieven"


def _tell_what_is_there(db: Database, *asked: Any) -> None:
    """A demo is made once: who asks for another one hears which one is there."""
    made = record.made(db)
    if made is not None and not made.finished:
        raise click.ClickException(
            f"Deze demo is niet afgeraakt toen ze gemaakt werd. Verwijder {_place(db)} en begin opnieuw."
        )
    if made is not None and asked != (None, None, None):
        wanted = _plan(*asked)
        plan = made.plan
        if (wanted.scale, wanted.until, wanted.seed) != (plan.scale, plan.until, plan.seed):
            console.print(
                f"[b]Er is al een demo[/b]: 1 op {plan.scale}, tot {in_dutch(plan.until)}, zaad {plan.seed}. "
                f"--scale, --until en --seed tellen alleen voor een nieuwe: verwijder daarvoor {_place(db)}."
            )


def _place(db: Database) -> str:
    return db.engine.url.database or "de database"


def _print_accounts() -> None:
    table = Table("gebruikersnaam", "naam", "rol", "organisatie", title="Demo-accounts")
    for person in demo_accounts.ACCOUNTS:
        table.add_row(person.username, person.name, ", ".join(person.roles), person.organisation)
    console.print(table)
    console.print(f"Het wachtwoord van elk account is [b]{demo_accounts.PASSWORD}[/b]")
