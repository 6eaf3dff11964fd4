"""What the command line has in common: the database, errors in words, JSON out, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.config import Config
from app.db.session import Database
from app.db.trouble import DatabaseUnavailable
from app.domain.errors import DomainError
from app.engine.reading import ReleaseRefused
from app.exchange.csv_out import write_rejections
from app.exchange.register import Rejection
from app.web import blueprints  # noqa: F401 - every screen brings the sentences of its own room
from app.web.release_wording import problem_words
from app.web.wording import words, words_for

console = Console(stderr=True)


class Group(click.Group):
    """A group whose commands end with a sentence instead of a stack of code when something is refused."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        code = 0
        try:
            left = super().main(*args, **{**kwargs, "standalone_mode": False})
            code = left if isinstance(left, int) else 0  # click gives the status of an Exit back
        except click.ClickException as problem:
            problem.show()
            code = problem.exit_code
        except click.Abort:
            click.echo("Afgebroken.", err=True)
            code = 130
        except ReleaseRefused as refused:
            for found in refused.problems:
                click.echo(problem_words(found), err=True)
            code = 1
        except DomainError as problem:
            click.echo(words(problem), err=True)
            code = 1
        except DatabaseUnavailable as trouble:
            click.echo(words_for(trouble.code, {}), err=True)
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # V8 can hang at an ordinary exit after it stopped an expression


def database() -> Database:
    """The database of this installation."""
    return Database(Config.from_environment().database_url)


def leave_beside(file: Path, refused: Sequence[Rejection]) -> None:
    """The rows that cannot be used, in <file>.verworpen.csv; no such file where there are none."""
    if refused:
        with Path(f"{file}.verworpen.csv").open("w", encoding="utf-8", newline="") as out:
            write_rejections(out, refused)


def echo_json(value: Any) -> None:
    click.echo(orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2).decode())


as_json = click.option("--json", "json_", is_flag=True, help="Schrijf het antwoord als JSON.")


@contextmanager
def progress(label: str, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, so that standard output stays clean."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=quiet,
    )
    with bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
