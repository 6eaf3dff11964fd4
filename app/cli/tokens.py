"""`traject token`: tokens with which other systems use the API."""

from __future__ import annotations

from datetime import datetime

import click
from rich.table import Table

from app.casework import api_tokens
from app.casework.api_tokens import NewToken
from app.cli.words import as_json, console, database, echo_json
from app.domain.scopes import TOKEN_ROLES, Scope
from app.web.connection_words import token_state


@click.group()
def token() -> None:
    """Tokens van andere systemen."""


@token.command()
@click.argument("name", metavar="SYSTEEM")
@click.option("--organisation", required=True, help="De code van de organisatie.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([str(role) for role in TOKEN_ROLES])
)
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice([str(scope) for scope in Scope])
)
@click.option(
    "--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="De laatste dag (JJJJ-MM-DD)."
)
@as_json
def create(
    name: str,
    organisation: str,
    roles: tuple[str, ...],
    scopes: tuple[str, ...],
    until: datetime,
    json_: bool = False,
) -> None:
    """Maak een token; het geheim komt alleen nu op het scherm."""
    new = NewToken(organisation, name, frozenset(roles), frozenset(scopes), until.date())
    with database().transaction() as tx:
        token_id, secret = api_tokens.create(tx, new, None)
    if json_:
        echo_json({"id": token_id, "token": secret})
        return
    click.echo(secret)
    console.print(
        f"Token {token_id} werkt tot en met {until:%d-%m-%Y}. Bewaar het nu: het is nergens te lezen."
    )


@token.command("list")
@as_json
def list_(json_: bool = False) -> None:
    """Alle tokens: van wie, waarvoor, tot wanneer, laatst gebruikt."""
    with database().read() as tx:
        found = api_tokens.list_tokens(tx)
    if json_:
        echo_json([{**vars(each), "works": each.works} for each in found])
        return
    if not found:
        click.echo("Er zijn geen tokens.")
        return
    table = Table(
        "nr", "systeem", "organisatie", "begin", "waarvoor", "tot", "laatst gebruikt (UTC)", "toestand"
    )
    for each in found:
        used = f"{each.last_used_at:%d-%m-%Y %H:%M}" if each.last_used_at else "nog nooit"
        table.add_row(
            str(each.id),
            each.name,
            each.organisation,
            each.prefix,
            ", ".join(each.scopes),
            f"{each.expires_on:%d-%m-%Y}",
            used,
            token_state(each),
        )
    console.print(table)


@token.command()
@click.argument("number", metavar="NR", type=int)
def revoke(number: int) -> None:
    """Trek een token in; het systeem kan daarna niets meer."""
    with database().transaction() as tx:
        found = api_tokens.revoke(tx, number, None)
    click.echo(f"Het token van {found.name} is ingetrokken.")
