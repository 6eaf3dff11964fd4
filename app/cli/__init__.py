"""The command line: `traject`, or `python -m app.cli`."""

from __future__ import annotations

import click

from app import VERSION, logs
from app.cli import check, data, demo, exchange, incidents, law, letters, operations, serving, term, tokens
from app.cli.words import Group


@click.group(cls=Group)
@click.version_option(VERSION, prog_name="traject")
def main() -> None:
    """Traject: het inburgeringstraject, uitgevoerd vanuit BPMN-diagrammen."""
    logs.configure()


for _command in (
    serving.serve,
    serving.worker,
    demo.demo,
    data.import_,
    data.db,
    data.account,
    tokens.token,
    letters.letters,
    exchange.exchange,
    incidents.incidents,
    check.check,
    law.release,
    term.term,
    operations.why,
    operations.workers,
    law.glossary,
):
    main.add_command(_command)
