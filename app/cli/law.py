"""The law as data: `release`, `glossary`."""

from __future__ import annotations

from pathlib import Path

import click

from app.casework import releases
from app.cli.words import as_json, database, echo_json
from app.config import ROOT
from app.domain.vocabulary import glossary as words_of_the_field
from app.engine import bundle


@click.group()
def release() -> None:
    """Uitgaven: processen, tabellen, termijnen, formulieren en brieven samen."""


@release.command("list")
@as_json
def list_(json_: bool) -> None:
    """Alle uitgaven, de nieuwste eerst."""
    with database().read() as tx:
        rows = releases.listing(tx)
    if json_:
        echo_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:>4}  {row['sha256'][:12]}  {row['status']:<13} {row['note']}")


@release.command()
@click.argument("release_id", type=int)
@as_json
def show(release_id: int, json_: bool) -> None:
    """De inhoud van een uitgave."""
    with database().read() as tx:
        files = releases.files_of(tx, release_id)
    if json_:
        echo_json({path: len(content) for path, content in sorted(files.items())})
        return
    for path, content in sorted(files.items()):
        click.echo(f"{len(content):>8}  {path}")


@release.command("import")
@click.argument("folder", default=ROOT, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--note", default="Ingelezen vanaf de opdrachtregel", help="Wat er verandert, en waarom.")
@click.option("--publish", is_flag=True, help="Maak haar meteen de uitgave voor nieuwe dossiers.")
@as_json
def import_folder(folder: Path, note: str, publish: bool, json_: bool) -> None:
    """Lees de mappen processes/ en forms/ in als concept."""
    with database().transaction() as tx:
        release_id = releases.store(tx, bundle.from_folder(folder), note)
        if publish:
            releases.publish(tx, release_id)
    echo_json({"id": release_id}) if json_ else click.echo(f"Uitgave {release_id}")


@release.command()
@click.argument("release_id", type=int)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(release_id: int, folder: Path) -> None:
    """Schrijf een uitgave terug naar de mappen processes/ en forms/."""
    with database().read() as tx:
        files = releases.files_of(tx, release_id)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    click.echo(f"{len(files)} bestanden in {folder}")


@click.command()
@as_json
def glossary(json_: bool) -> None:
    """De woorden van het vak in drie talen."""
    entries = words_of_the_field()
    if json_:
        echo_json([{"nl": e.dutch, "en": e.english, "fr": e.french, "note": e.note} for e in entries])
        return
    for entry in entries:
        click.echo(f"{entry.dutch:<32} {entry.english:<32} {entry.french}")
