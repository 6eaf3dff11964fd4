"""Files of a school or a service: the hours of a month, or results; seen before anything is written."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.casework import incoming_files
from app.casework.incoming_attendance import ATTENDANCE
from app.exchange.attendance import DeskKind
from app.web.context import database, viewer
from app.web.desk.base import blueprint
from app.web.incoming import Pages, add_kinds
from app.web.rendering import page
from app.web.wording import add_words

SHOWN = 20

add_kinds({DeskKind.HOURS: _l("Aanwezigheden"), DeskKind.RESULTS: _l("Resultaten")})
add_words(
    {
        "loketbestand_zonder_soort": _l(
            "De kopregel noemt geen “maand” en geen “resultaat”, of allebei. Er is niets vastgelegd. Kijk na "
            "of dit het juiste bestand is."
        ),
    }
)


def _refused(problem: str) -> str:
    """The page with the form, saying why."""
    with database().read() as tx:
        found = incoming_files.listing(tx, ATTENDANCE, viewer().organisation, SHOWN)
    return page("desk/files.html", files=found, problem=problem)


Pages(
    blueprint=blueprint,
    path="/partner/bestanden",
    of=ATTENDANCE,
    template="desk/file.html",
    listing="desk/files.html",
    refused=_refused,
).install()
