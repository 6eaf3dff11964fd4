"""What stands around every page: navigation by permission, the date of a demo database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.casework import demo
from app.clock import brussels_day
from app.domain.permissions import may
from app.web import tray
from app.web.access import PUBLIC, SIGNED_IN, permission_of
from app.web.context import database
from app.web.rendering import write_number


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: shown to who may use the endpoint, when the endpoint exists."""

    endpoint: str
    text: Any
    waiting: Callable[[], int] | None = None  # how much there is to do, told beside the text


NAVIGATION = (
    Entry("counter.start", _l("Balie")),
    Entry("tasks.mine", _l("Mijn taken")),
    Entry("tasks.team", _l("Taken van mijn team")),
    Entry("search.search", _l("Zoeken")),
    Entry("tray.overview", _l("Postvak"), tray.waiting),
    Entry("newcomers.new", _l("Persoon toevoegen")),
    Entry("imports.overview", _l("Invoer rijksregister")),
    Entry("letters.overview", _l("Brieven")),
    Entry("exchange.overview", _l("Uitwisseling")),
    Entry("releases.overview", _l("Uitgaven")),
    Entry("incidents.overview", _l("Incidenten")),
    Entry("repairs.overview", _l("Herstelvoorstellen")),
    Entry("accounts.overview", _l("Mensen en rollen")),
    Entry("connections.overview", _l("Koppelingen")),
    Entry("webhooks.overview", _l("Webhooks")),
    Entry("organisations.overview", _l("Organisaties")),
    Entry("desk.overview", _l("Partnerloket")),
)


def install(app: Flask) -> None:
    """Give every template the navigation and the demo's date, made only when the template asks."""
    app.context_processor(
        lambda: {"navigation": navigation, "demo_clock": demo_clock, "allowed": allowed, "here": here}
    )


def navigation() -> list[dict[str, Any]]:
    """The items of the navigation for this viewer, as the component wants them."""
    section = _section()
    return [
        {
            "text": _text(entry),
            "href": url_for(entry.endpoint),
            "current": request.endpoint == entry.endpoint,
            "active": entry.endpoint == section,
        }
        for entry in NAVIGATION
        if allowed(entry.endpoint)
    ]


def _text(entry: Entry) -> str:
    number = entry.waiting() if entry.waiting else 0
    return f"{entry.text} ({write_number(number)})" if number else str(entry.text)


def allowed(endpoint: str) -> bool:
    """Whether this viewer may use an endpoint (False when there is no such endpoint)."""
    if endpoint not in current_app.view_functions:
        return False
    permission = permission_of(current_app, endpoint)
    if permission == PUBLIC:
        return True
    if permission is None or not current_user.is_authenticated:
        return False
    return permission == SIGNED_IN or may(current_user.roles, permission)


@dataclass(frozen=True)
class DemoClock:
    """The day of a demo database, and the day it is moving to (None while it stands still)."""

    day: date
    target: date | None


def demo_clock() -> DemoClock | None:
    """Where the clock of a demo database stands; None where time is real."""
    if not database().is_demo():
        return None
    with database().read() as tx:
        target = demo.requested(tx)
        return DemoClock(tx.today, brussels_day(target) if target else None)


def here() -> str:
    """The address to come back to after a post from the header: this page, if it can be asked for again."""
    if request.method == "GET":
        return request.full_path.removesuffix("?")
    can_be_asked = current_app.url_map.bind("localhost").test(request.path, "GET")
    return request.path if can_be_asked else "/"


_SUBJECTS = {  # apart only because they are long
    "import_undo": "imports",
    "import_lists": "imports",
    "checks_to_do": "counter",
}


def _section() -> str | None:
    """The entry under which a page lies that is no entry itself: the first of the same subject."""
    endpoints = [entry.endpoint for entry in NAVIGATION]
    if request.endpoint in endpoints:
        return None
    subject = _SUBJECTS.get(str(request.blueprint), request.blueprint)
    return next((each for each in endpoints if each.split(".")[0] == subject), None)
