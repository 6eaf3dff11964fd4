"""Puts the API together: its routes, and the description that follows from them."""

from __future__ import annotations

from flask import Flask

from app.web.api import attendance, cases, checks, description, me, messages, tasks
from app.web.api.blueprint import blueprint

ROUTES = (me, messages, attendance, cases, tasks, checks)  # importing them adds their routes


def install(app: Flask) -> None:
    """Register the API and describe it."""
    description.prepare(app)
    description.Description(app).register_blueprint(blueprint)
    app.register_blueprint(description.blueprint)
