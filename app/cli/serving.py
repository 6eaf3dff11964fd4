"""Serving pages, and the worker that lets time do its work."""

from __future__ import annotations

import threading

import click
import waitress

from app import jobs
from app.cli.words import console, database
from app.config import Config
from app.db import migrate
from app.db.session import Database
from app.main import create_app


@click.command()
@click.option("--host", help="Adres om op te luisteren (TRAJECT_HOST).")
@click.option("--port", type=int, help="Poort om op te luisteren (TRAJECT_PORT).")
@click.option("--with-worker", is_flag=True, help="Laat de worker in hetzelfde proces meelopen.")
def serve(host: str | None, port: int | None, with_worker: bool) -> None:
    """Serveer de schermen."""
    run(database(), host, port, with_worker)


@click.command()
def worker() -> None:
    """Laat termijnen verstrijken, brieven maken en berichten bezorgen."""
    db = database()
    migrate.upgrade(db)
    jobs.start(db)
    console.print("De worker loopt. Stop met Ctrl-C.")
    threading.Event().wait()


def run(db: Database, host: str | None, port: int | None, with_worker: bool) -> None:
    """Serve until stopped."""
    config = Config.from_environment()
    migrate.upgrade(db)
    if with_worker:
        jobs.start(db)
    address, number = host or config.host, port or config.port
    console.print(f"Traject luistert op [link]http://{address}:{number}[/link]. Stop met Ctrl-C.")
    waitress.serve(create_app(db, config), host=address, port=number, threads=8, ident=None)
