"""The one list of everything that answers to an address."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

from app.web import (
    accounts,
    cases,
    checks_to_do,
    connections,
    counter,
    demo,
    desk,
    exchange,
    health,
    import_lists,
    import_undo,
    imports,
    incidents,
    involvement,
    labels,
    letters,
    new_lengths,
    newcomers,
    organisations,
    pages,
    people,
    profile,
    releases,
    repairs,
    search,
    tasks,
    term_changes,
    tray,
    webhooks,
)
from app.web.api import routes

BLUEPRINTS = (
    pages.blueprint,
    tasks.blueprint,
    cases.blueprint,
    checks_to_do.blueprint,
    counter.blueprint,
    term_changes.blueprint,
    search.blueprint,
    people.blueprint,
    newcomers.blueprint,
    imports.blueprint,
    import_lists.blueprint,
    import_undo.blueprint,
    tray.blueprint,
    letters.blueprint,
    exchange.blueprint,
    releases.blueprint,
    new_lengths.blueprint,
    labels.blueprint,
    incidents.blueprint,
    repairs.blueprint,
    accounts.blueprint,
    connections.blueprint,
    organisations.blueprint,
    desk.blueprint,
    involvement.blueprint,
    profile.blueprint,
    demo.blueprint,
    webhooks.blueprint,
    health.blueprint,
)


class RowId(IntegerConverter):
    """`<int:...>` in an address: no more than a database can hold; a larger one is simply not found."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": 2**63 - 1, **kwargs})


def install(app: Flask) -> None:
    """Register every subject's blueprint, and the API."""
    app.url_map.converters["int"] = RowId
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    routes.install(app)
