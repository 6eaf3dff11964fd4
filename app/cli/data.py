"""Data in, and the database itself: `import register`, `db`, `account`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app.casework import (
    accounts,
    import_previews,
    import_runs,
    import_undoing,
    imports,
    leases,
    setup,
    workers,
)
from app.casework.actors import Actor
from app.cli.words import as_json, console, database, echo_json, leave_beside, progress
from app.config import ROOT
from app.db import backup, migrate
from app.domain.vocabulary import Role
from app.exchange.register import Rejection, read

_OPERATOR = Actor(roles=frozenset({Role.ADMINISTRATOR}))  # who may run this command may do this


@click.group("import")
def import_() -> None:
    """Neem gegevens over."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Zeg wat het bestand zou doen, en voer niets in.")
@as_json
def register(file: Path, dry_run: bool, json_: bool) -> None:
    """Een maand van het rijksregister; verworpen rijen komen in <bestand>.verworpen.csv."""
    counts, warnings, refused = _look(file, json_) if dry_run else _take_in(file, json_)
    leave_beside(file, refused)
    if json_:
        echo_json(counts)
        return
    for line in _told(counts):
        click.echo(line)
    if dry_run:
        click.echo("Er is niets ingevoerd.")
    for warning in warnings:
        click.echo(f"Let op: {warning}", err=True)
    if refused:
        click.echo(f"Verworpen rijen: {file}.verworpen.csv", err=True)


@import_.command()
@click.argument("run", type=int)
@click.option("--reason", required=True, help="Waarom het bestand wordt teruggedraaid; geen namen.")
@click.option("--name", help="De naam van het bestand, ter bevestiging; wordt gevraagd als u hem weglaat.")
@as_json
def undo(run: int, reason: str, name: str | None, json_: bool) -> None:
    """Draai een invoer terug waar nog geen gevolg aan gegeven is; RUN is het nummer in het adres."""
    db, owner = database(), workers.new_id()
    if name is None:
        name = click.prompt("Naam van het bestand")
    with db.transaction() as tx:
        import_undoing.request(tx, run, reason, name, _OPERATOR)
        leases.take(tx, import_runs.lease_of(run), owner)
    with progress("Personen", quiet=json_) as tell:
        import_undoing.run(db, run, tell, owner)
    with db.read() as tx:
        number = imports.report(tx, run)["undo_total"]
    echo_json({"people": number}) if json_ else click.echo(f"Teruggedraaid: {number} personen.")


Taken = tuple[dict[str, Any], list[str], list[Rejection]]


def _take_in(file: Path, quiet: bool) -> Taken:
    db, owner = database(), workers.new_id()
    with db.transaction() as tx:
        run_id = imports.request(tx, file.read_bytes(), file.name)
        leases.take(tx, import_runs.lease_of(run_id), owner)  # else a worker reads the same file beside us
    with progress("Rijen", quiet=quiet) as tell:
        imports.run(db, run_id, tell, owner)
    with db.read() as tx:
        report = imports.report(tx, run_id)
        return report["counts"], report["warnings"], import_runs.rejections(tx, run_id)


def _look(file: Path, quiet: bool) -> Taken:
    refused: list[Rejection] = []
    with file.open("rb") as stream, progress("Rijen", quiet=quiet) as tell:
        extract = read(stream)

        def keep(preview: import_previews.Preview, some: list[Rejection]) -> None:
            refused.extend(some)
            tell(preview.read, max(extract.lines - 1, 0))

        counts, warnings = import_previews.look(database(), extract, keep)
    return asdict(counts), warnings, refused


def _told(counts: dict[str, Any]) -> Iterator[str]:
    """The counts in words: the rows, then what they do to trajectories."""
    yield (
        f"nieuw {counts['new']}, gewijzigd {counts['changed']}, "
        f"ongewijzigd {counts['unchanged']}, ouder {counts['older']}, verworpen {counts['rejected']}"
    )
    for what, several in (("geopend", counts["opened"]), ("vervallen", counts["lapsed"])):
        if several:
            parts = ", ".join(f"{name} {number}" for name, number in several.items())
            yield f"trajecten {what}: {parts}"
    if counts["back"]:
        yield f"opnieuw opgespoord: {counts['back']}"
    if counts["moved"]:
        yield f"naar een andere organisatie: {counts['moved']}"
    if counts["checked"]:
        yield f"nagekeken door een Brusselse gemeente: {counts['checked']}"


@click.group()
def db() -> None:
    """Beheer de database."""


@db.command()
@click.argument("revision", default="head")
@as_json
def upgrade(revision: str, json_: bool) -> None:
    """Breng de database naar een versie en zet organisaties en de eerste uitgave klaar."""
    target = database()
    applied = migrate.upgrade(target, revision)
    if revision == "head":
        setup.prepare(target, ROOT)
    echo_json({"applied": applied}) if json_ else click.echo(", ".join(applied) or "Niets te doen.")


@db.command()
@click.argument("revision")
@click.confirmation_option(prompt="Dit kan gegevens wissen. Doorgaan?")
def downgrade(revision: str) -> None:
    """Breng de database terug naar een oudere versie."""
    click.echo(", ".join(migrate.downgrade(database(), revision)) or "Niets te doen.")


@db.command()
@as_json
def current(json_: bool) -> None:
    """De versie van de database."""
    revision = migrate.current(database())
    echo_json({"revision": revision, "head": migrate.head()}) if json_ else click.echo(revision or "leeg")


@db.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_(file: Path) -> None:
    """Bewaar de hele database in één bestand, terwijl er gewerkt wordt."""
    with console.status("Reservekopie maken…"):
        backup.backup(database(), file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes".replace(",", " "))


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Ook als de database niet leeg is: wat erin staat, verdwijnt.")
def restore(file: Path, force: bool) -> None:
    """Zet een reservekopie terug in een lege database. Stop eerst elke serve en worker."""
    with console.status("Reservekopie terugzetten…"):
        revision = backup.restore(database(), file, force=force)
    click.echo(f"De database staat op versie {revision}.")
    if revision != migrate.head():
        click.echo("Breng haar bij met: traject db upgrade", err=True)


@click.group()
def account() -> None:
    """Accounts van medewerkers."""


@account.command()
@click.argument("username")
@click.option("--name", required=True, help="Naam zoals collega's hem zien.")
@click.option("--organisation", required=True, help="Code van de organisatie.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([str(r) for r in Role]))
@click.password_option(prompt="Wachtwoord", help="Wordt gevraagd als u het weglaat.")
def add(username: str, name: str, organisation: str, roles: tuple[str, ...], password: str) -> None:
    """Maak een account, bijvoorbeeld dat van de eerste beheerder."""
    details = accounts.AccountDetails(name, None, organisation, frozenset(roles))
    with database().transaction() as tx:
        accounts.create_account(tx, username, details, accounts.hash_password(password, username))
    click.echo(f"{username} kan zich aanmelden.")
