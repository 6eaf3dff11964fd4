"""Connections: which systems come in with a token, what they may do there, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import api_tokens
from app.casework.accounts import list_organisations
from app.casework.api_tokens import NAME_LIMIT, NewToken
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.scopes import TOKEN_ROLES, Scope
from app.forms import FieldError, Form
from app.web import connection_words
from app.web.access import requires
from app.web.api import wording  # noqa: F401 - the sentences for what is refused
from app.web.context import database, viewer
from app.web.errors import add_statuses
from app.web.forms import posted_answers, show
from app.web.questions import choice, day, form, line
from app.web.rendering import page
from app.web.vocabulary import role_name

blueprint = Blueprint("connections", __name__)
connection_words.install(blueprint)
add_statuses({"token_onbekend": 404})

_FIELD_OF = {
    "naam_leeg": "naam",
    "koppeling_naam_lang": "naam",
    "organisatie_onbekend": "organisatie",
    "organisatie_niet_in_gebruik": "organisatie",
    "bereik_ontbreekt": "gebruik",
    "bereik_onbekend": "gebruik",
    "bereik_zonder_rol": "gebruik",
    "vervaldag_voorbij": "tot",
    "vervaldag_te_ver": "tot",
}


@blueprint.get("/beheer/koppelingen")
@requires(Action.MANAGE_CONNECTIONS)
def overview() -> str:
    """All tokens: whose, what for, until when, and when last used."""
    with database().read() as tx:
        found = api_tokens.list_tokens(tx)
    working = [each for each in found if each.works]
    return page(
        "connections/overview.html", working=working, ended=[each for each in found if not each.works]
    )


@blueprint.get("/beheer/koppelingen/nieuw")
@requires(Action.MANAGE_CONNECTIONS)
def new() -> str:
    """An empty form."""
    return page("connections/form.html", form=show(_form()))


@blueprint.post("/beheer/koppelingen/nieuw")
@requires(Action.MANAGE_CONNECTIONS)
def create() -> ResponseReturnValue:
    """Make the token; this page, and no other, shows its secret."""
    asked = _form()
    answers = asked.validate(posted_answers(request.form), lambda *_given: None)
    if answers.errors:
        return _again(asked, answers.errors)
    try:
        with database().transaction() as tx:
            token_id, secret = api_tokens.create(tx, _token(answers.values), viewer().account.id)
            made = api_tokens.get(tx, token_id)
    except DomainError as refused:
        return _again(
            asked, [FieldError(_FIELD_OF.get(refused.code, "rollen"), refused.code, _said(refused))]
        )
    return page("connections/made.html", token=made, secret=secret), 201


@blueprint.get("/beheer/koppelingen/<int:token_id>")
@requires(Action.MANAGE_CONNECTIONS)
def show_one(token_id: int) -> str:
    """One token, and the button that ends it."""
    with database().read() as tx:
        found = api_tokens.get(tx, token_id)
    return page("connections/show.html", token=found)


@blueprint.post("/beheer/koppelingen/<int:token_id>/intrekken")
@requires(Action.MANAGE_CONNECTIONS)
def revoke(token_id: int) -> ResponseReturnValue:
    """The token works no more."""
    with database().transaction() as tx:
        found = api_tokens.revoke(tx, token_id, viewer().account.id)
    flash(_("Het token van %(naam)s is ingetrokken.", naam=found.name), "success")
    return redirect(url_for("connections.overview"))


def _form() -> Form:
    with database().read() as tx:
        organisations = [each for each in list_organisations(tx) if each.active]
    return form(
        "koppeling",
        line(
            "naam",
            _("Voor welk systeem?"),
            NAME_LIMIT,
            _("Zo herkent u het later in de lijst."),
            required=True,
        ),
        choice(
            "organisatie",
            _("Organisatie"),
            [(each.code, each.name) for each in organisations],
            _("Het systeem ziet alleen wat deze organisatie mag zien."),
            kind="select",
            required=True,
        ),
        choice(
            "gebruik",
            _("Waarvoor?"),
            [(scope.value, connection_words.scope_words(scope)) for scope in Scope],
            kind="checklist",
            required=True,
        ),
        choice(
            "rollen",
            _("Met welke rollen?"),
            [(role.value, role_name(role.value)) for role in TOKEN_ROLES],
            _("Het systeem mag nooit meer dan iemand met deze rollen."),
            kind="checklist",
            required=True,
        ),
        day("tot", _("Laatste dag"), _("Hoogstens twee jaar. Geef daarna een nieuw token."), required=True),
    )


def _token(values: dict[str, Any]) -> NewToken:
    return NewToken(
        organisation=values["organisatie"],
        name=values["naam"],
        roles=frozenset(values["rollen"]),
        scopes=frozenset(values["gebruik"]),
        expires_on=date.fromisoformat(values["tot"]),
    )


def _said(refused: DomainError) -> dict[str, Any]:
    """The facts of a refusal, with roles and uses as the form calls them."""
    facts = dict(refused.facts)
    if "bereik" in facts and facts["bereik"] in set(Scope):
        facts["bereik"] = f"“{connection_words.scope_words(facts['bereik'])}”"
    return facts


def _again(asked: Form, errors: list[FieldError]) -> ResponseReturnValue:
    return page("connections/form.html", form=show(asked, posted=request.form, errors=errors)), 422
