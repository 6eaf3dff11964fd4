"""The whole database into one file and back: SQLite's own online copy, PostgreSQL's pg_dump and psql."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import URL, make_url

from app.db import migrate
from app.db.session import Database, telling_trouble
from app.domain.errors import DomainError

_SQLITE_BEGINS, _POSTGRES_BEGINS = b"SQLite format 3\0", b"PGDMP"
_PARTS = {"host": "PGHOST", "port": "PGPORT", "username": "PGUSER", "password": "PGPASSWORD"}


def backup(database: Database, path: Path) -> None:
    """A copy of everything at one moment, while the work goes on; the file is whole or it is not there.

    Raises DomainError `reservekopie_bestaat_al`, `programma_ontbreekt`, `reservekopie_mislukt`.
    """
    if path.exists():
        raise DomainError("reservekopie_bestaat_al", bestand=str(path))
    with _aside(path) as draft:
        if database.is_sqlite:
            with closing(sqlite3.connect(_file_of(database))) as source:
                _copy(source, draft)
            _make_one_file(draft)
            _revision_of_sqlite(draft)
        else:
            _run(database, [_program("pg_dump"), "--format=custom", "--no-owner", f"--file={draft}"])


def restore(database: Database, path: Path, *, force: bool = False) -> str:
    """Put a backup in an empty database, or with `force` in place of what is there; gives its revision.

    All of it or nothing: when it fails, the database holds what it held. Nobody works on it meanwhile.
    Raises DomainError `database_niet_leeg`, `reservekopie_onleesbaar`, `reservekopie_andere_database`,
    `reservekopie_nieuwer`, `programma_ontbreekt`, `reservekopie_mislukt`.
    """
    _refuse_other_kind(database, path)
    revision = _revision_of_sqlite(path) if database.is_sqlite else _revision_of_dump(database, path)
    if revision not in {each.revision for each in migrate.scripts().walk_revisions()}:
        raise DomainError("reservekopie_nieuwer", versie=revision)
    with telling_trouble():
        tables = inspect(database.engine).get_table_names()
    if tables and not force:
        raise DomainError("database_niet_leeg")
    database.dispose()  # our own connections are not in the way
    if database.is_sqlite:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source:
            _copy(source, _file_of(database))
    else:
        _restore_postgres(database, path, tables)
    database.forget_clock()
    return revision


def _restore_postgres(database: Database, path: Path, tables: Sequence[str]) -> None:
    """As one transaction of psql: what is there goes and what comes is there, or neither."""
    with _aside(path.with_name(f"{path.name}.sql")) as script:
        listed = f"--file={script}"
        _run(
            database,
            [_program("pg_restore"), "--no-owner", "--no-privileges", listed, str(path)],
            connect=False,
        )
        quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in tables)
        clear = [f"--command=DROP TABLE {quoted} CASCADE"] if tables else []
        psql = [_program("psql"), "--no-psqlrc", "--quiet", "--single-transaction"]
        _run(database, [*psql, "--set=ON_ERROR_STOP=1", *clear, f"--file={script}"])
        script.unlink()


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A name beside the file, readable by us alone; it becomes the file when all went well."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
        if draft.exists():
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, target: Path) -> None:
    try:
        with closing(sqlite3.connect(target, timeout=30)) as copy:
            source.backup(copy)
    except sqlite3.Error as problem:
        raise DomainError("reservekopie_mislukt", reden=str(problem)) from problem


def _make_one_file(path: Path) -> None:
    """Without a journal beside it, which somebody would forget to take along."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def _revision_of_sqlite(path: Path) -> str:
    """The version of a copy's tables. Raises DomainError `reservekopie_onleesbaar` for a damaged one."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            (found,) = copy.execute("PRAGMA integrity_check").fetchone()
            if found != "ok":
                raise DomainError("reservekopie_onleesbaar", reden=found)
            (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(revision)
    except (sqlite3.Error, TypeError) as problem:
        raise DomainError("reservekopie_onleesbaar", reden=str(problem)) from problem


def _revision_of_dump(database: Database, path: Path) -> str:
    listed = ["--data-only", "--table=alembic_version", "--file=-", str(path)]
    lines = _run(database, [_program("pg_restore"), *listed], connect=False).splitlines()
    for at, line in enumerate(lines):
        if line.startswith("COPY ") and "alembic_version" in line:
            return lines[at + 1]
    raise DomainError("reservekopie_onleesbaar", reden="alembic_version")


def _refuse_other_kind(database: Database, path: Path) -> None:
    with path.open("rb") as file:
        begins = file.read(len(_SQLITE_BEGINS))
    is_sqlite, is_postgres = begins == _SQLITE_BEGINS, begins.startswith(_POSTGRES_BEGINS)
    if not is_sqlite and not is_postgres:
        raise DomainError("reservekopie_onleesbaar", reden=path.name)
    if is_sqlite != database.is_sqlite:
        raise DomainError("reservekopie_andere_database")


def _file_of(database: Database) -> Path:
    return Path(str(make_url(database.url).database))


def _program(name: str) -> str:
    """Where PostgreSQL's own program is. Raises DomainError `programma_ontbreekt`."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: each.parent.name.zfill(4))
    for folder in [*map(str, reversed(places)), None]:
        if found := shutil.which(name, path=folder):
            return found
    raise DomainError("programma_ontbreekt", programma=name, pakket="postgresql-client")


def _run(database: Database, command: Sequence[str], *, connect: bool = True) -> str:
    """What a program prints. The password goes by the environment: anybody can read a command line."""
    url: URL = make_url(database.url)
    parts = {variable: str(value) for part, variable in _PARTS.items() if (value := getattr(url, part))}
    parts |= {f"PG{name.upper()}": str(value) for name, value in url.query.items()}
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        command,
        env={**os.environ, **(parts | {"PGDATABASE": str(url.database)} if connect else {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise DomainError("reservekopie_mislukt", reden=lines[0])
    return done.stdout
