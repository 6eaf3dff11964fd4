"""Letters: sent dates and returned mail in from a file, what waits too long, and all variants to read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from app.casework.incoming_mail import MAIL
from app.cli.incoming import take_in
from app.cli.words import as_json, database, echo_json, progress
from app.config import ROOT
from app.domain.errors import DomainError
from app.domain.vocabulary import Region
from app.engine import bundle
from app.exchange.mail import MailKind, columns_of
from app.insight.letter_delays import delays_of
from app.letters import sample_files
from app.letters.samples import samples

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_PREVIEW = click.option("--preview", is_flag=True, help="Zeg alleen wat het bestand zou doen.")


@click.group()
def letters() -> None:
    """Brieven: verzonden, teruggekeerd, te lang onderweg, voorbeelden."""


@letters.command()
@_FILE
@_PREVIEW
@as_json
def sent(file: Path, preview: bool, json_: bool) -> None:
    """Verzenddatums van de drukker: brief_id;verzonden_op;aangetekend_nummer."""
    _take_in(file, MailKind.SENT, preview, json_)


@letters.command()
@_FILE
@_PREVIEW
@as_json
def returned(file: Path, preview: bool, json_: bool) -> None:
    """Teruggekeerde brieven: brief_id;teruggekeerd_op;reden."""
    _take_in(file, MailKind.RETURNED, preview, json_)


@letters.command()
@as_json
def delayed(json_: bool) -> None:
    """Wat te lang wacht: hoeveel brieven, waar, en sinds wanneer de oudste."""
    with database().read() as tx:
        found = delays_of(tx)
    if json_:
        echo_json([vars(each) for each in found])
        return
    for each in found:
        click.echo(f"{each.delay}: {each.number}, de oudste sinds {each.since:%Y-%m-%d}")
    if not found:
        click.echo("Niets wacht te lang.")


@letters.command("samples")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--region", type=click.Choice([each.value for each in Region]), help="Alleen deze; anders alle."
)
@as_json
def samples_command(folder: Path, region: str | None, json_: bool) -> None:
    """Alle brieven in alle varianten als PDF, met een overzicht, om na te lezen."""
    files = bundle.from_folder(ROOT)
    wanted = [region] if region else [each.value for each in Region]
    templates = {each: bundle.templates(files, each) for each in wanted}
    number = sum(len(samples(each)) for each in wanted)
    with progress("Brieven", quiet=json_) as tell:
        made = []
        for each in sample_files.write(templates, folder):
            made.append(each)
            tell(len(made), number)
    if json_:
        echo_json([asdict(each) for each in made])
    else:
        click.echo(f"{len(made)} brieven in {folder}, overzicht in {sample_files.INDEX}.")


def _take_in(file: Path, kind: MailKind, preview: bool, json_: bool) -> None:
    def check(found: str) -> None:
        if found != kind:
            raise DomainError("bestand_andere_soort", kolom=columns_of(MailKind(found))[1])

    take_in(database(), MAIL, file, preview=preview, json_=json_, check=check)
