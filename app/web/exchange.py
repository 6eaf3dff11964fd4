"""Files with other services: what was made and handed in; DVZ's month, the GGC's package, payments."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework import disclosures, dvz_months, ggc_packages, incoming_files
from app.casework.accounts import organisation_names
from app.casework.actors import Refused
from app.casework.incoming_payments import COLLECTORS, PAYMENTS
from app.domain.calendar import add_months
from app.domain.errors import DomainError
from app.domain.organisations import PROFILES, OrganisationKind
from app.domain.permissions import Action
from app.exchange import payments
from app.forms import FieldError, Form, without_conditions
from app.insight.people import DisclosureLine
from app.web.access import requires
from app.web.case_words import letter_name
from app.web.context import database, viewer
from app.web.desk.base import month_name
from app.web.errors import add_statuses
from app.web.forms import FormView, posted_answers, show
from app.web.incoming import Pages, add_kinds
from app.web.questions import choice, form, text
from app.web.rendering import page
from app.web.wording import add_words, words

MONTHS = 12  # that can be chosen, back from the last one that is over
LONGEST_REASON = 500  # characters
HANDED_IN = 10  # files on the overview; the page of files has more

blueprint = Blueprint("exchange", __name__)

add_words(
    {
        "uitwisseling_onbekend": _l("Dit bestand bestaat niet, of is niet van of voor uw organisatie."),
        "uitwisseling_beschadigd": _l(
            "Het bewaarde bestand is niet meer wat het was toen het gemaakt werd: zijn controlegetal klopt "
            "niet. Gebruik het niet en verwittig uw beheerder."
        ),
        "maand_ongeldig": _l("Schrijf de maand als JJJJ-MM, bijvoorbeeld 2026-05."),
        "maand_niet_voorbij": _l(
            "Deze maand is nog niet voorbij. Maak het bestand na de laatste dag van de maand."
        ),
        "reden_zonder_bestand": _l(
            "Van deze maand is er nog geen bestand om opnieuw te maken. Maak het zonder reden."
        ),
        "geen_gemeente": _l("%(organisatie)s is geen gemeente die dossiers aan de GGC overdraagt."),
        "dossier_niet_van_dienst": _l("Dit dossier bestaat niet, of is niet van uw dienst."),
        "dossier_zonder_boete": _l("Dit is geen dossier waarin een boete geïnd wordt."),
    }
)
add_statuses({"uitwisseling_onbekend": 404, "uitwisseling_beschadigd": 500})
add_kinds({payments.KIND: _l("Betalingen")})

_KINDS = {
    dvz_months.KIND: _l("Maandbestand voor de Dienst Vreemdelingenzaken"),
    ggc_packages.KIND: _l("Overdracht van weigeringen aan de GGC"),
}


@blueprint.app_template_filter()
def exchange_kind(kind: str) -> str:
    """What a file for another service is."""
    return str(_KINDS[kind])


@blueprint.app_template_filter()
def period_name(period: str) -> str:
    """A month in words: `2026-05` as mei 2026."""
    return month_name(date.fromisoformat(f"{period}-01"))


@blueprint.app_template_filter()
def disclosed(line: DisclosureLine) -> str:
    """What another service was told of a person, in a sentence."""
    if line.content is None:
        return _("De inhoud is gewist.")
    if line.kind == dvz_months.KIND:
        said = {name: _("ja") if value == "ja" else _("nee") for name, value in line.content.items()}
        return _(
            "Naam, voornaam en rijksregisternummer. Contract ondertekend: %(contract_ondertekend)s. "
            "Attest behaald: %(attest_behaald)s.",
            **said,
        )
    papers = ", ".join(letter_name(template) for template in line.content["stukken"])
    return _("Dossier %(dossier)s: %(stukken)s.", dossier=line.content["dossier"], stukken=papers)


@blueprint.get("/uitwisseling")
@requires(Action.EXCHANGE_FILES)
def overview() -> str:
    """What the organisation of the viewer exchanges, and what came of it."""
    return _overview_page()


@blueprint.post("/uitwisseling/dvz")
@requires(Action.EXCHANGE_FILES)
def make_month() -> ResponseReturnValue:
    """The file of a month for DVZ; one that was made already is shown as it was made."""
    answers = _month_form().validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _overview_page(errors=answers.errors), 422
    return _made(answers.values["maand"])


@blueprint.post("/uitwisseling/ggc")
@requires(Action.EXCHANGE_FILES)
def make_package() -> ResponseReturnValue:
    """A package of the refusals that were in none yet."""
    actor = viewer().actor
    with database().transaction() as tx:
        made = ggc_packages.make(tx, actor.organisation or "", actor)
    if made is None:
        flash(
            _("Er is geen weigering om over te dragen waarvan de overdrachtsbrief al gemaakt is."), "warning"
        )
        return redirect(url_for("exchange.overview"))
    return redirect(url_for("exchange.made", file_id=made.id))


@blueprint.get("/uitwisseling/<int:file_id>")
@requires(Action.EXCHANGE_FILES)
def made(file_id: int) -> str:
    """One file that was made: for whom, when, by whom, and how to fetch it again."""
    return _made_page(file_id)


@blueprint.post("/uitwisseling/<int:file_id>/opnieuw")
@requires(Action.EXCHANGE_FILES)
def make_anew(file_id: int) -> ResponseReturnValue:
    """The same month with what is known now, and why."""
    answers = _anew_form().validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _made_page(file_id, answers.errors), 422
    with database().read() as tx:
        row = disclosures.of_organisation(tx, file_id, viewer().organisation)
    return _made(row.period, answers.values["reden"])


@blueprint.get("/uitwisseling/<int:file_id>/bestand")
@requires(Action.EXCHANGE_FILES)
def fetch(file_id: int) -> Response:
    """The file as it was made, byte for byte."""
    with database().read() as tx:
        row = disclosures.of_organisation(tx, file_id, viewer().organisation)
        content = disclosures.content(tx, row)
    is_month = row.kind == dvz_months.KIND
    answer = Response(content, mimetype=disclosures.CSV if is_month else disclosures.ZIP)
    name = dvz_months.file_name(row.period) if is_month else ggc_packages.file_name(row)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _made(month: str, reason: str = "") -> ResponseReturnValue:
    try:
        with database().transaction() as tx:
            found = dvz_months.make(tx, month, viewer().actor, reason)
    except Refused:
        raise
    except DomainError as refused:
        flash(words(refused), "warning")
        return redirect(url_for("exchange.overview"))
    if not found.made_now:
        flash(_("Deze maand was al gemaakt. Dit is het bestand zoals het toen was."), "warning")
    return redirect(url_for("exchange.made", file_id=found.id))


def _overview_page(problem: str | None = None, errors: list[FieldError] | None = None) -> str:
    mine = viewer().organisation
    with database().read() as tx:
        files = disclosures.listing(tx, mine)
        handed_in = incoming_files.listing(tx, PAYMENTS, mine, HANDED_IN)
        names = organisation_names(tx)
        waiting = ggc_packages.waiting(tx, mine) if _is_municipality(mine) else None
        last = add_months(tx.today.replace(day=1), -1)
    view = _month_view(last, errors) if mine == dvz_months.SENDER else None
    return page(
        "exchange/overview.html",
        files=files,
        handed_in=handed_in,
        names=names,
        waiting=waiting,
        view=view,
        takes_payments=mine in COLLECTORS,
        problem=problem,
    )


def _made_page(file_id: int, errors: list[FieldError] | None = None) -> str:
    mine = viewer().organisation
    with database().read() as tx:
        row = disclosures.of_organisation(tx, file_id, mine)
        by = disclosures.made_by(tx, row)
        names = organisation_names(tx)
        newest = disclosures.newest(tx, row.kind, row.sender, row.period) if row.period else None
    posted: Any = request.form if request.method == "POST" else None
    may_remake = newest is not None and newest.id == row.id and mine == row.sender
    view = show(_anew_form(), posted=posted, errors=errors or ()) if may_remake else None
    return page("exchange/made.html", file=row, by=by, names=names, newest=newest, view=view)


def _month_view(last: date, errors: list[FieldError] | None) -> FormView:
    posted: Any = request.form if request.method == "POST" and errors else None
    known = {"maand": last.isoformat()[:7]}
    return show(_month_form(), posted=posted, errors=errors or (), known=known)


def _month_form() -> Form:
    with database().read() as tx:
        first = tx.today.replace(day=1)
    months = [add_months(first, -number).isoformat()[:7] for number in range(1, MONTHS + 1)]
    options = [(month, period_name(month)) for month in months]
    return form("dvz", choice("maand", _("Maand"), options, kind="select", required=True))


def _anew_form() -> Form:
    hint = _("Dit bestand blijft bewaard. Schrijf geen namen: de reden staat bij het nieuwe bestand.")
    why = text("reden", _("Waarom maakt u het opnieuw?"), LONGEST_REASON, hint, required=True)
    return form("opnieuw", why)


def _is_municipality(organisation: str | None) -> bool:
    profile = PROFILES.get(organisation or "")
    return profile is not None and profile.kind is OrganisationKind.MUNICIPALITY


Pages(
    blueprint=blueprint,
    path="/uitwisseling/betalingen",
    of=PAYMENTS,
    template="exchange/file.html",
    listing="exchange/files.html",
    refused=_overview_page,
).install()
