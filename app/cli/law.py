"""The law as data: `release`, `glossary`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from app.casework import new_lengths, releases
from app.casework.actors import Actor
from app.cli.words import as_json, database, echo_json, progress
from app.config import ROOT
from app.domain.glossary import glossary as words_of_the_field
from app.domain.vocabulary import Role
from app.engine import bundle, reading
from app.insight import assumptions


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


@release.command("assumptions")
@click.argument("folder", default=ROOT, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--markdown", is_flag=True, help="Zoals in de README.")
@as_json
def assumptions_(folder: Path, markdown: bool, json_: bool) -> None:
    """Alles in de mappen processes/ en forms/ wat een aanname is of nog niet bevestigd."""
    found = assumptions.assumptions(reading.read(bundle.from_folder(folder)))
    if json_:
        echo_json([asdict(each) for each in found])
    elif markdown:
        click.echo(assumptions.as_markdown(found), nl=False)
    else:
        for each in found:
            click.echo(f"{each.kind:<10} {each.source:<12} {each.title}: {' '.join(each.text.split())}")


@release.command("apply-term")
@click.argument("code")
@click.option("--reason", required=True, help="Waarom de nieuwe lengte ook geldt voor wat al loopt.")
@click.option("--yes", is_flag=True, help="Vraag niet om bevestiging.")
@as_json
def apply_term(code: str, reason: str, yes: bool, json_: bool) -> None:
    """Pas de lengte van vandaag toe op lopende termijnen die volgens een andere regel tellen."""
    db = database()
    with db.read() as tx:
        planned = list(new_lengths.preview(tx, code))
    moving = [each for each in planned if not each.over]
    if not json_:
        _tell(planned)
    if moving and not yes:
        click.confirm(f"Toepassen op {len(moving)} termijnen?", abort=True, err=True)
    operator = Actor(roles=frozenset({Role.PROCESS_OWNER}))  # who runs commands on this machine may do this
    with progress("Termijnen", quiet=json_) as tell:
        done = new_lengths.apply(db, code, reason, operator, lambda count: tell(count, len(moving)))
    left = len(planned) - len(moving)
    echo_json({"applied": done, "left": left}) if json_ else click.echo(f"{done} termijnen herteld")


def _tell(planned: list[new_lengths.Planned]) -> None:
    """What would change, in numbers."""
    days = [each.days for each in planned if not each.over]
    told = {
        "later": sum(day is not None and day > 0 for day in days),
        "vroeger": sum(day is not None and day < 0 for day in days),
        "zelfde dag": days.count(0),
        "staat stil": days.count(None),
        "zou al voorbij zijn en blijft zoals het is": sum(each.over for each in planned),
    }
    for what, number in told.items():
        click.echo(f"{number:>6}  {what}")


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
