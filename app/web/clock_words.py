"""The clock of a case in the words of the screens: what moved a term, and what a change would do to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint
from flask.sansio.app import App
from flask_babel import gettext as _
from flask_babel import ngettext

from app.casework.term_moving import Recount
from app.domain.term_words import Line, sentence
from app.domain.vocabulary import TermChange, Unit
from app.insight.terms import Move
from app.web.rendering import write_day, write_day_long
from app.web.term_forms import day_of


def length_words(length: int, unit: str) -> str:
    """3 maanden, 1 werkdag."""
    if unit == Unit.MONTHS:
        return str(ngettext("%(num)s maand", "%(num)s maanden", length))
    if unit == Unit.WORKING_DAYS:
        return str(ngettext("%(num)s werkdag", "%(num)s werkdagen", length))
    return str(ngettext("%(num)s kalenderdag", "%(num)s kalenderdagen", length))


def move_name(move: Move) -> str:
    """What somebody did to a term."""
    if move.kind == TermChange.POSTPONEMENT:
        return _("Uitstel tot en met %(dag)s", dag=write_day(move.last_day))
    length = length_words(move.length or 0, move.unit or Unit.CALENDAR_DAYS)
    if move.kind == TermChange.EXTENSION:
        return _("Verlengd met %(lengte)s", lengte=length)
    return _("Nieuwe lengte: %(lengte)s", lengte=length)


def recount_tag(found: Recount) -> dict[str, str]:
    """What would become of a running term: the parameters of a tag."""
    text, colour = _becomes(found)
    return {"text": text, "classes": f"govuk-tag--{colour} t-tag"}


def recount_lines(found: Recount) -> list[str]:
    """Why that day, line by line, in Dutch."""
    return [sentence(Line.from_json(line)) for line in found.columns["explanation"]]


def outcome_key(found: Sequence[Recount]) -> str:
    """What somebody was shown, so that it can be told when it is no longer what would happen."""
    return ";".join(f"{each.row.id}:{each.after or ''}" for each in found)


def happened(found: Sequence[Recount]) -> str:
    """The new last days in one sentence each."""
    moved = [each for each in found if each.moves]
    if not moved:
        return _("Geen enkele uiterste dag verschuift.")
    return " ".join(_told(each) for each in moved)


def notices(
    today: date, answers: Mapping[str, Any], found: Sequence[Recount], passed: Sequence[Any]
) -> list[str]:
    """What somebody should know before confirming."""
    told = []
    first = day_of(answers.get("van"))
    if first and first < today:
        told.append(
            _(
                "Deze opschorting begint in het verleden, op %(dag)s. Ook die dagen tellen.",
                dag=write_day(first),
            )
        )
    if passed:
        told.append(
            ngettext(
                "%(num)s termijn was sindsdien al verstreken. Hij gaat niet opnieuw open.",
                "%(num)s termijnen waren sindsdien al verstreken. Ze gaan niet opnieuw open.",
                len(passed),
            )
        )
    told += [_already_past(each) for each in found if each.late]
    if not found:
        told.append(
            _(
                "Er loopt nu geen termijn in dit dossier. Een termijn die later begint, houdt hier "
                "rekening mee."
            )
        )
    elif not any(each.moves for each in found):
        told.append(_("Geen enkele uiterste dag verschuift."))
    return told


def _becomes(found: Recount) -> tuple[str, str]:
    if found.after is None:
        return _("staat stil"), "orange"
    if not found.moves:
        return _("blijft"), "grey"
    if found.late:
        return _("al voorbij"), "red"
    if found.before is None:
        return _("loopt weer"), "blue"
    days = (found.after - found.before).days
    if days > 0:
        return str(ngettext("%(num)s dag later", "%(num)s dagen later", days)), "blue"
    return str(ngettext("%(num)s dag eerder", "%(num)s dagen eerder", -days)), "yellow"


def _already_past(found: Recount) -> str:
    return _(
        "De nieuwe uiterste dag van “%(termijn)s” is al voorbij. De termijn loopt dan niet vanzelf af: "
        "iemand moet beslissen.",
        termijn=found.name,
    )


def _told(found: Recount) -> str:
    if found.late:
        return _already_past(found)
    if found.after is None:
        return _("%(termijn)s: staat stil, er is nu geen uiterste dag.", termijn=found.name)
    return _("%(termijn)s: nieuwe uiterste dag %(dag)s.", termijn=found.name, dag=write_day_long(found.after))


_FILTERS = (length_words, move_name, recount_tag, recount_lines)


def install(blueprint: Blueprint) -> None:
    """Give these words to the templates, as filters of the same name."""

    def add(app: App) -> None:
        app.jinja_env.filters.update({function.__name__: function for function in _FILTERS})

    blueprint.record_once(lambda state: add(state.app))
