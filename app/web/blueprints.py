"""The one list of everything that answers to an address."""

from __future__ import annotations

from flask import Flask

from app.web import accounts, demo, pages, profile

BLUEPRINTS = (
    pages.blueprint,
    accounts.blueprint,
    profile.blueprint,
    demo.blueprint,
)


def install(app: Flask) -> None:
    """Register every subject's blueprint."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
