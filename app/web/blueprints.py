"""The one list of everything that answers to an address."""

from __future__ import annotations

from flask import Flask

from app.web import (
    accounts,
    cases,
    demo,
    imports,
    incidents,
    labels,
    letters,
    newcomers,
    pages,
    people,
    profile,
    releases,
    search,
    tasks,
)

BLUEPRINTS = (
    pages.blueprint,
    tasks.blueprint,
    cases.blueprint,
    search.blueprint,
    people.blueprint,
    newcomers.blueprint,
    imports.blueprint,
    letters.blueprint,
    releases.blueprint,
    labels.blueprint,
    incidents.blueprint,
    accounts.blueprint,
    profile.blueprint,
    demo.blueprint,
)


def install(app: Flask) -> None:
    """Register every subject's blueprint."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
