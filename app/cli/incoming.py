"""A file that others hand in, from the command line: looked at, taken in, told what was not taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.casework import incoming_files
from app.casework.actors import SYSTEM
from app.casework.incoming_kinds import IncomingKind
from app.cli.words import echo_json, leave_beside, progress
from app.db.session import Database
from app.web.incoming import in_words


def take_in(
    db: Database,
    of: IncomingKind,
    file: Path,
    *,
    preview: bool,
    json_: bool,
    check: Callable[[str], None] = lambda kind: None,
) -> None:
    """Propose a file, take it in unless it is a preview, and tell; `check` may refuse its kind."""
    with db.transaction() as tx:
        file_id = incoming_files.propose(tx, of, file.read_bytes(), file.name, SYSTEM, None)
        check(incoming_files.of_desk(tx, of, file_id, None)["kind"])
        decide = incoming_files.withdraw if preview else incoming_files.confirm
        decide(tx, of, file_id, None)
    if not preview:
        with progress("Rijen", quiet=json_) as tell:
            incoming_files.run(db, file_id, tell)
    with db.read() as tx:
        found = incoming_files.of_desk(tx, of, file_id, None)
        refused = incoming_files.not_taken(tx, file_id)
    leave_beside(file, [in_words(each) for each in refused])
    _tell(file, found, json_)


def _tell(file: Path, found: dict[str, Any], json_: bool) -> None:
    counts = found["counts"]
    if json_:
        echo_json(counts)
        return
    click.echo(
        f"vastgelegd {counts['taken']}, stond er al {counts['unchanged']}, verworpen {counts['rejected']}"
    )
    if not counts["taken"]:
        click.echo("Dit bestand verandert niets.")
    for warning in found["warnings"]:
        click.echo(f"Let op: {warning}", err=True)
    if counts["rejected"]:
        click.echo(f"Verworpen rijen: {file}.verworpen.csv", err=True)
