"""Puts the web application together: what it is given, and the order in which its parts are installed."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.config import Config
from app.db.session import Database
from app.web import auth, blueprints, context, errors, i18n, layout, rendering, security

_WEB = Path(__file__).parent / "web"
_A_YEAR = 365 * 24 * 3600  # seconds; the address of an asset changes with its content


def create_app(database: Database, config: Config) -> Flask:
    """The web application on a migrated database; several may live in one process."""
    app = Flask(
        "traject",
        root_path=str(_WEB),
        template_folder=str(_WEB / "templates"),
        static_folder=str(_WEB / "static"),
    )
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _A_YEAR
    context.install(app, context.Services(database, config))
    security.install(app, config)
    i18n.install(app)
    rendering.install(app)
    auth.install(app)
    layout.install(app)
    errors.install(app)
    blueprints.install(app)
    return app
