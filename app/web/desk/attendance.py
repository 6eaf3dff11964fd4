"""The hours of a month: a grid of which every row is kept by itself, and a page to correct one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.casework import attendance
from app.casework.actors import Refused
from app.db.session import Transaction
from app.domain.enrolments import Hours, checked_hours, month_before, month_of, read_hours, read_month
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.insight import partner_desk
from app.insight.partner_desk import Grid
from app.web.access import requires
from app.web.context import database, viewer
from app.web.desk.base import blueprint, month_code, month_name, since
from app.web.rendering import page, write_input
from app.web.wording import words

MONTHS_BACK = 12
COLUMNS = ("gegeven", "aanwezig", "gewettigd")
_FIELD_OF = {
    "uren_geen_getal": "gegeven",
    "uren_te_veel": "gegeven",
    "uren_onvolledig": "gegeven",
    "uren_ongewijzigd": "gegeven",
    "uren_meer_dan_gegeven": "aanwezig",
    "reden_ontbreekt": "reden",
}


@dataclass
class Saved:
    """What came of a grid that was sent: how many rows were kept, and why others were not, by enrolment."""

    kept: int = 0
    gone: int = 0  # no longer on the list of this partner
    errors: dict[int, str] = field(default_factory=dict)


@blueprint.get("/partner/aanwezigheden")
@requires(Action.USE_PARTNER_DESK)
def grid() -> str:
    """The month that was chosen, else the one before this."""
    with database().read() as tx:
        month = _month(tx)
        return _grid_page(tx, month)


@blueprint.post("/partner/aanwezigheden")
@requires(Action.USE_PARTNER_DESK)
def save() -> ResponseReturnValue:
    """Keep every row that is complete; what is wrong with another stays on the page, as it was typed."""
    typed = _typed()
    with database().transaction() as tx:
        month = _month(tx)
        saved = Saved()
        for enrolment_id, cells in typed.items():
            _save_row(tx, enrolment_id, month, cells, saved)
    if saved.gone:
        flash(
            ngettext(
                "%(num)s rij is niet bewaard: die persoon staat niet (meer) op uw lijst.",
                "%(num)s rijen zijn niet bewaard: die personen staan niet (meer) op uw lijst.",
                saved.gone,
            ),
            "warning",
        )
    if saved.kept:
        flash(
            ngettext("%(num)s rij is bewaard.", "%(num)s rijen zijn bewaard.", saved.kept)
            + " "
            + _("Verbeteren kan nog, met een reden."),
            "success",
        )
    if saved.errors:
        with database().read() as tx:
            return _grid_page(tx, month, typed, saved.errors), 422
    if not typed:
        flash(_("Er was niets ingevuld."))
    return redirect(
        url_for(
            "desk.grid",
            maand=month_code(month),
            onderdeel=request.args.get("onderdeel") or None,
            pagina=request.args.get("pagina", type=int),
        )
    )


@blueprint.get("/partner/aanwezigheden/<int:enrolment_id>/<month>")
@requires(Action.USE_PARTNER_DESK)
def hours(enrolment_id: int, month: str) -> str:
    """One month of one person, to correct or to take back."""
    return _hours_page(enrolment_id, read_month(month))


@blueprint.post("/partner/aanwezigheden/<int:enrolment_id>/<month>")
@requires(Action.USE_PARTNER_DESK)
def correct(enrolment_id: int, month: str) -> ResponseReturnValue:
    """Other hours, with the reason."""
    day, reason = read_month(month), request.form.get("reden", "")
    cells = {name: request.form.get(name, "").strip() for name in COLUMNS}
    try:
        with database().transaction() as tx:
            attendance.correct(tx, enrolment_id, day, _read(cells), reason, viewer().actor)
    except DomainError as refused:
        return _hours_page(enrolment_id, day, cells, reason, refused), 422
    flash(_("De uren van %(maand)s zijn verbeterd.", maand=month_name(day)), "success")
    return redirect(url_for("desk.enrolment", enrolment_id=enrolment_id))


@blueprint.post("/partner/aanwezigheden/<int:enrolment_id>/<month>/wissen")
@requires(Action.USE_PARTNER_DESK)
def take_back(enrolment_id: int, month: str) -> ResponseReturnValue:
    """The month is empty again."""
    day, reason = read_month(month), request.form.get("reden_wissen", "")
    try:
        with database().transaction() as tx:
            attendance.take_back(tx, enrolment_id, day, reason, viewer().actor)
    except DomainError as refused:
        return _hours_page(enrolment_id, day, None, reason, refused, of="reden_wissen"), 422
    flash(_("De uren van %(maand)s zijn gewist.", maand=month_name(day)), "success")
    return redirect(url_for("desk.enrolment", enrolment_id=enrolment_id))


def _save_row(
    tx: Transaction, enrolment_id: int, month: date, cells: Mapping[str, str], saved: Saved
) -> None:
    try:
        told = attendance.enter(tx, enrolment_id, month, _read(cells), viewer().actor)
    except Refused:
        raise
    except DomainError as refused:
        if refused.code == "inschrijving_onbekend":
            saved.gone += 1
        else:
            saved.errors[enrolment_id] = words(refused)
        return
    saved.kept += told is attendance.Told.NEW


def _typed() -> dict[int, dict[str, str]]:
    """The rows in which something was typed; who had the same lessons may leave the hours given empty."""
    for_all = request.form.get("gegeven", "").strip()[:20]
    found: dict[int, dict[str, str]] = {}
    for name, text in request.form.items():
        column, _sep, of = name.partition("-")
        if column in COLUMNS and of.isascii() and of.isdigit() and len(of) < 19 and text.strip():
            found.setdefault(int(of), {})[column] = text.strip()[:20]
    for cells in found.values():
        if for_all:
            cells.setdefault("gegeven", for_all)
    return found


def _read(cells: Mapping[str, str]) -> Hours:
    if not cells.get("gegeven") or not cells.get("aanwezig"):
        raise DomainError("uren_onvolledig")
    numbers = [read_hours(cells.get(name) or "0") for name in COLUMNS]
    return checked_hours(*numbers)


def _month(tx: Transaction) -> date:
    text = request.args.get("maand", "")
    return read_month(text) if text else month_before(tx.today)


def _choices(today: date, chosen: date) -> list[date]:
    found = [month_of(today)]
    while len(found) <= MONTHS_BACK:
        found.append(month_before(found[-1]))
    return found if chosen in found else sorted({*found, chosen}, reverse=True)


def _grid_page(
    tx: Transaction,
    month: date,
    typed: Mapping[int, Mapping[str, str]] | None = None,
    errors: Mapping[int, str] | None = None,
) -> str:
    day, parts = since(tx), partner_desk.parts_here(tx, viewer(), since(tx))
    chosen = next((part for part in parts if part == request.args.get("onderdeel")), None)
    number = request.args.get("pagina", default=1, type=int)
    found: Grid = partner_desk.grid(tx, viewer(), month, chosen, number, day)
    return page(
        "desk/grid.html",
        grid=found,
        month=month,
        months=_choices(tx.today, month),
        parts=[part for part in parts if part.has_hours],
        chosen=chosen,
        typed=typed or {},
        errors=errors or {},
        for_all=request.form.get("gegeven", ""),
    )


def _hours_page(
    enrolment_id: int,
    month: date,
    cells: Mapping[str, str] | None = None,
    reason: str = "",
    refused: DomainError | None = None,
    of: str = "reden",
) -> str:
    if isinstance(refused, Refused) or (refused and refused.code not in _FIELD_OF):
        raise refused
    with database().read() as tx:
        learner = partner_desk.learner(tx, viewer(), enrolment_id, since(tx))
        told = partner_desk.told_in(tx, enrolment_id, month)
        changes = partner_desk.changes_of(tx, enrolment_id, month)
    errors: dict[str, Any] = {}
    if refused:
        at = _FIELD_OF[refused.code]
        errors[of if at == "reden" else at] = words(refused)
    return page(
        "desk/hours.html",
        learner=learner,
        month=month,
        told=told,
        changes=changes,
        cells=cells or _as_typed(told.hours if told else None),
        reasons={of: reason},
        errors=errors,
    )


def _as_typed(hours: Hours | None) -> dict[str, str]:
    if hours is None:
        return {}
    numbers = (hours.given, hours.present, hours.excused)
    return {name: write_input(number / 100) for name, number in zip(COLUMNS, numbers, strict=True)}
