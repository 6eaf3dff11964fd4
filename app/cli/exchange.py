"""Files with other services: a month for DVZ, refusals for the GGC, payments of fines."""

from __future__ import annotations

from pathlib import Path

import click

from app.casework import dvz_months, ggc_packages
from app.casework.actors import SYSTEM
from app.casework.incoming_payments import PAYMENTS
from app.cli.incoming import take_in
from app.cli.words import as_json, database, echo_json

_OUT = click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Waar het bestand geschreven wordt.",
)


@click.group()
def exchange() -> None:
    """Bestanden met andere diensten: DVZ, GGC, betalingen."""


@exchange.command()
@click.option("--month", required=True, help="De maand, als JJJJ-MM; ze moet voorbij zijn.")
@_OUT
@click.option("--again", "reason", default="", help="Maak de maand opnieuw, en zeg waarom; geen namen.")
@as_json
def dvz(month: str, out: Path, reason: str, json_: bool) -> None:
    """Maandbestand voor de Dienst Vreemdelingenzaken.

    Erin staat wie onder artikel 1/2 van de wet van 15-12-1980 valt (beslissingstabel dvz) en in of vóór de
    maand een inburgeringscontract ondertekende of het inburgeringsattest behaalde: naam, voornaam,
    rijksregisternummer, contract ja/nee, attest ja/nee, zoals het was op de laatste dag van de maand. Van
    elke persoon komt een regel in het logboek van mededelingen. Dezelfde maand geeft hetzelfde bestand terug.
    """
    with database().transaction() as tx:
        made = dvz_months.make(tx, month, SYSTEM, reason)
        out.write_bytes(made.content)  # before the log is committed: a full disk discloses nothing
    if json_:
        echo_json({"made_now": made.made_now, **made.counts})
        return
    click.echo(f"{out}: {made.counts['personen']} personen.")
    if not made.made_now:
        click.echo("Deze maand was al gemaakt: dit is dat bestand. Opnieuw maken: --again REDEN.")
    if made.counts["onbepaald"]:
        doubtful = made.counts["onbepaald"]
        click.echo(f"Niet te zeggen of zij eronder vallen, dus niet erin: {doubtful} personen.", err=True)


@exchange.command()
@click.option("--municipality", required=True, help="Code van de gemeente, bijvoorbeeld gemeente_21004.")
@_OUT
@as_json
def ggc(municipality: str, out: Path, json_: bool) -> None:
    """Overdracht aan de GGC: de weigeringen van een gemeente die nog in geen pakket zaten.

    Een zip met een lijst (CSV) en per dossier één PDF: overdrachtsbrief, attest van verplichting, aanmaning
    en bewijs van verzending.
    """
    with database().transaction() as tx:
        made = ggc_packages.make(tx, municipality, SYSTEM)
        if made is not None:
            out.write_bytes(made.content)
    if json_:
        echo_json({"personen": 0} if made is None else made.counts)
    elif made is None:
        click.echo("Er is geen weigering om over te dragen.")
    else:
        click.echo(f"{out}: {made.counts['personen']} weigeringen.")


@exchange.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preview", is_flag=True, help="Zeg alleen wat het bestand zou doen.")
@as_json
def payments(file: Path, preview: bool, json_: bool) -> None:
    """Betalingen: dossiernummer;betaald_op;bedrag;referentie;status;reden.

    Dezelfde referentie telt één keer. De status is leeg, geind of oninvorderbaar. Waar een dossier niet op
    wacht, komt in het postvak van zijn dienst; verworpen rijen komen in <bestand>.verworpen.csv.
    """
    take_in(database(), PAYMENTS, file, preview=preview, json_=json_)
