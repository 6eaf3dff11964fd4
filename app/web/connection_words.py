"""The uses and the state of a token in words, and how the description of the API is written on its page."""

from __future__ import annotations

import re

from flask import Blueprint
from flask.sansio.app import App
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.casework.api_tokens import Token
from app.domain.scopes import Scope

SCOPES = {
    Scope.SEND_MESSAGES: _l("Melden wat er gebeurde, en zien wat ervan werd"),
    Scope.READ_CASES: _l("De eigen dossiers lezen"),
    Scope.READ_TASKS: _l("De eigen taken lezen"),
    Scope.DO_TASKS: _l("Taken nemen, teruggeven en voltooien"),
    Scope.CHECK: _l("De verplichting nakijken (Brussel)"),
}
_WORKS, _EXPIRED, _REVOKED = (
    (_l("Werkt"), "green"),
    (_l("Verlopen"), "grey"),
    (_l("Ingetrokken"), "grey"),
)


def scope_words(scope: str) -> str:
    """What a token may be used for."""
    return str(SCOPES[Scope(scope)])


def token_state(token: Token) -> str:
    """Whether a token works."""
    return str(_state(token)[0])


def token_colour(token: Token) -> str:
    """The colour of the tag that says so."""
    return _state(token)[1]


def _state(token: Token) -> tuple[object, str]:
    if token.revoked_at is not None:
        return _REVOKED
    return _EXPIRED if token.expired else _WORKS


def code_words(text: str) -> Markup:
    """`names` of the description as code, the rest as text."""
    parts = re.split(r"`([^`]+)`", text)
    code = Markup('<code translate="no">{}</code>')
    return Markup("").join(code.format(part) if odd % 2 else part for odd, part in enumerate(parts))


_FILTERS = (scope_words, token_state, token_colour, code_words)


def install(blueprint: Blueprint) -> None:
    """Give them to the templates."""

    def add(app: App) -> None:
        app.jinja_env.filters.update({each.__name__: each for each in _FILTERS})

    blueprint.record_once(lambda state: add(state.app))
