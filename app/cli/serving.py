"""Serving pages, and the worker that lets time do its work: as many of each as one likes on PostgreSQL."""

from __future__ import annotations

import click
from prometheus_client import start_http_server

from app import jobs, measures
from app.cli.listening import Listener
from app.cli.stopping import Stop
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
    """Serveer de schermen, tot SIGTERM of Ctrl-C: wat gevraagd was, wordt nog beantwoord."""
    run(database(), host, port, with_worker)


@click.command()
@click.option("--once", is_flag=True, help="Doe elk werk één keer en stop, bijvoorbeeld vanuit cron.")
@click.option("--metrics-port", type=int, help="Geef de meetwaarden van deze worker op 127.0.0.1:POORT.")
def worker(once: bool, metrics_port: int | None) -> None:
    """Laat termijnen verstrijken, brieven maken en berichten bezorgen, tot SIGTERM of Ctrl-C."""
    stop = Stop()
    db = database()
    migrate.upgrade(db)
    if once:
        single = jobs.Worker(db)
        stop.tell(single.refuse)
        went_well = single.once()
        db.dispose()
        raise click.exceptions.Exit(0 if went_well else 1)
    if metrics_port is not None:  # its steps are counted in this process, and the pages are another
        start_http_server(metrics_port, addr="127.0.0.1", registry=measures.REGISTRY)
    running = jobs.start(db)
    console.print("De worker loopt. Stop met Ctrl-C.")
    stop.wait()
    console.print("De worker rondt af…")
    running.stop()
    db.dispose()


def run(db: Database, host: str | None, port: int | None, with_worker: bool) -> None:
    """Serve until asked to stop; the worker in this process then ends after the step at hand."""
    stop = Stop()
    config = Config.from_environment()
    migrate.upgrade(db)
    address, number = host or config.host, port or config.port
    listener = Listener(create_app(db, config), address, number)
    running = jobs.start(db) if with_worker else None
    console.print(f"Traject luistert op [link]http://{address}:{number}[/link]. Stop met Ctrl-C.")
    listener.until(stop)
    if running is not None:
        running.stop()
    db.dispose()
