"""What a person can do to the clock of a case: suspend it, extend or postpone a term, take that back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import releases, term_changes, term_previews
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.vocabulary import Unit
from app.insight.terms import Move, Pause, Term, pauses_of, terms_of
from app.web import case_words, clock_words, term_forms
from app.web.access import requires
from app.web.context import viewer
from app.web.rendering import write_day
from app.web.term_forms import day_of, days_of
from app.web.term_pages import Change, Values, answer

blueprint = Blueprint("term_changes", __name__)
case_words.install(blueprint)
clock_words.install(blueprint)


@blueprint.get("/dossiers/<int:case_id>/opschorting")
@blueprint.post("/dossiers/<int:case_id>/opschorting")
@requires(Action.MOVE_TERM)
def suspend(case_id: int) -> ResponseReturnValue:
    """Suspend the case, with or without an end."""

    def make(tx: Transaction, row: CaseRow) -> Change:
        return Change(
            heading=_("Dossier opschorten"),
            lead=_("Tijdens een opschorting staan alle termijnen van het dossier stil."),
            done=_("Het dossier is opgeschort."),
            form=term_forms.suspension(),
            preview=lambda said: term_previews.preview_suspension(tx, row.id, *days_of(said)),
            write=lambda said: term_changes.suspend(
                tx, row.id, *days_of(said), said["reden"], viewer().actor
            ),
        )

    return answer(case_id, make)


@blueprint.get("/dossiers/<int:case_id>/opschorting/<int:pause_id>/einde")
@blueprint.post("/dossiers/<int:case_id>/opschorting/<int:pause_id>/einde")
@requires(Action.MOVE_TERM)
def end_suspension(case_id: int, pause_id: int) -> ResponseReturnValue:
    """Until when the case is suspended."""

    def make(tx: Transaction, row: CaseRow) -> Change:
        pause = _pause(tx, row, pause_id)
        return Change(
            heading=_("Einde van de opschorting"),
            lead=_("Opgeschort sinds %(dag)s: %(reden)s", dag=write_day(pause.first_day), reden=pause.reason),
            done=_("Het einde van de opschorting is vastgelegd."),
            form=term_forms.end_of_suspension(),
            preview=lambda said: term_previews.preview_end(tx, pause_id, _last(said)),
            write=lambda said: term_changes.end_suspension(tx, pause_id, _last(said), viewer().actor),
            known={"tot": pause.last_day.isoformat() if pause.last_day else None},
        )

    return answer(case_id, make)


@blueprint.get("/dossiers/<int:case_id>/opschorting/<int:pause_id>/intrekken")
@blueprint.post("/dossiers/<int:case_id>/opschorting/<int:pause_id>/intrekken")
@requires(Action.MOVE_TERM)
def withdraw_suspension(case_id: int, pause_id: int) -> ResponseReturnValue:
    """Take back a suspension that was recorded by mistake."""

    def make(tx: Transaction, row: CaseRow) -> Change:
        pause = _pause(tx, row, pause_id)
        return Change(
            heading=_("Opschorting intrekken"),
            lead=_(
                "Voor een opschorting die bij vergissing is vastgelegd (vanaf %(dag)s: %(reden)s). Ze telt "
                "dan niet meer mee, maar blijft leesbaar. Loopt een opschorting gewoon af, leg dan haar "
                "einde vast.",
                dag=write_day(pause.first_day),
                reden=pause.reason,
            ),
            done=_("De opschorting is ingetrokken."),
            form=term_forms.withdrawal(),
            preview=lambda said: term_previews.preview_withdrawn_suspension(tx, pause_id),
            write=lambda said: term_changes.withdraw_suspension(tx, pause_id, said["reden"], viewer().actor),
        )

    return answer(case_id, make)


@blueprint.get("/dossiers/<int:case_id>/termijnen/<int:term_id>/verlengen")
@blueprint.post("/dossiers/<int:case_id>/termijnen/<int:term_id>/verlengen")
@requires(Action.MOVE_TERM)
def extend(case_id: int, term_id: int) -> ResponseReturnValue:
    """Give a term more time."""

    def make(tx: Transaction, row: CaseRow) -> Change:
        known = _term(tx, row, term_id)

        return Change(
            heading=_("Termijn verlengen: %(termijn)s", termijn=known.name),
            lead=_("De verlenging telt verder vanaf de getelde uiterste dag.") + " " + _now(known),
            done=_("De termijn is verlengd."),
            form=term_forms.extension(),
            preview=lambda said: term_previews.preview_extension(tx, term_id, *_length(said)),
            write=lambda said: term_changes.extend(
                tx, term_id, *_length(said), said["reden"], viewer().actor
            ),
        )

    return answer(case_id, make)


@blueprint.get("/dossiers/<int:case_id>/termijnen/<int:term_id>/uitstel")
@blueprint.post("/dossiers/<int:case_id>/termijnen/<int:term_id>/uitstel")
@requires(Action.MOVE_TERM)
def postpone(case_id: int, term_id: int) -> ResponseReturnValue:
    """Put the date on an attest in the place of the last day."""

    def make(tx: Transaction, row: CaseRow) -> Change:
        known = _term(tx, row, term_id)

        return Change(
            heading=_("Uitstel verlenen: %(termijn)s", termijn=known.name),
            lead=_("De datum op het attest komt in de plaats van de uiterste dag.") + " " + _now(known),
            done=_("Het uitstel is verleend."),
            form=term_forms.postponement(),
            preview=lambda said: term_previews.preview_postponement(tx, term_id, _last(said)),
            write=lambda said: term_changes.postpone(tx, term_id, _last(said), said["reden"], viewer().actor),
        )

    return answer(case_id, make)


@blueprint.get("/dossiers/<int:case_id>/termijnen/<int:term_id>/wijziging/<int:change_id>/intrekken")
@blueprint.post("/dossiers/<int:case_id>/termijnen/<int:term_id>/wijziging/<int:change_id>/intrekken")
@requires(Action.MOVE_TERM)
def withdraw_change(case_id: int, term_id: int, change_id: int) -> ResponseReturnValue:
    """Take back an extension, a postponement or a new length that was recorded by mistake."""

    def make(tx: Transaction, row: CaseRow) -> Change:
        known = _term(tx, row, term_id)
        move = _move(known, change_id)
        return Change(
            heading=_("Intrekken: %(wijziging)s", wijziging=clock_words.move_name(move)),
            lead=_(
                "Voor wat bij vergissing is vastgelegd bij de termijn “%(termijn)s” (%(reden)s). Het telt "
                "dan niet meer mee, maar blijft leesbaar.",
                termijn=known.name,
                reden=move.reason,
            ),
            done=_("De wijziging is ingetrokken."),
            form=term_forms.withdrawal(),
            preview=lambda said: term_previews.preview_withdrawn_change(tx, change_id),
            write=lambda said: term_changes.withdraw_change(tx, change_id, said["reden"], viewer().actor),
        )

    return answer(case_id, make)


def _term(tx: Transaction, row: CaseRow, term_id: int) -> Term:
    terms = terms_of(tx, row.id, releases.load(tx, row.release_id), releases.load)
    found = next((each for each in terms if each.id == term_id and each.runs), None)
    if found is None:
        raise DomainError("termijn_loopt_niet", termijn=term_id)
    return found


def _move(known: Term, change_id: int) -> Move:
    found = next((each for each in known.moves if each.id == change_id and not each.withdrawn), None)
    if found is None:
        raise DomainError("termijnwijziging_onbekend", wijziging=change_id)
    return found


def _pause(tx: Transaction, row: CaseRow, pause_id: int) -> Pause:
    pauses = pauses_of(tx, row.id)
    found = next((each for each in pauses if each.id == pause_id and not each.withdrawn), None)
    if found is None:
        raise DomainError("opschorting_onbekend", opschorting=pause_id)
    return found


def _now(known: Term) -> str:
    if known.last_day is None:
        return _("De termijn staat nu stil: er is geen uiterste dag.")
    return _("De uiterste dag is nu %(dag)s.", dag=write_day(known.last_day))


def _last(said: Values) -> Any:
    return day_of(said["tot"])


def _length(said: Values) -> tuple[int, Unit]:
    return said["lengte"], Unit(said["eenheid"])
