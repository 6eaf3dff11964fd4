"""Who sends a request to the API, and whether we can read it: before any view of the API."""

from __future__ import annotations

import re
from typing import cast

import orjson
from flask import current_app, g, request
from flask_limiter.util import get_remote_address
from flask_login import AnonymousUserMixin
from werkzeug.exceptions import RequestEntityTooLarge

from app.casework import api_tokens
from app.casework.actors import Actor
from app.casework.api_tokens import Caller, TokenRefused
from app.domain.errors import DomainError
from app.domain.scopes import Scope
from app.web.access import ANY_TOKEN, permission_of
from app.web.api.problems import BODY_LIMIT, MIME
from app.web.context import database

_KEY = re.compile(r"[!-~]{1,100}")
_JSON = "application/json"


def caller() -> Caller:
    """Whose token came with this request. Raises TokenRefused."""
    if "api_caller" not in g:
        g.api_caller = _look_up()
    if isinstance(g.api_caller, TokenRefused):
        raise g.api_caller
    return cast(Caller, g.api_caller)


def current_actor() -> Actor:
    """The service account that acts for the token of this request."""
    return caller().actor


def is_known() -> bool:
    """Whether the token of this request works."""
    try:
        caller()
    except TokenRefused:
        return False
    return True


def limit_key() -> str:
    """What the number of requests is counted by: the token; who has none, by address."""
    return f"token {caller().token.id}" if is_known() else f"address {get_remote_address()}"


def check() -> None:
    """May this token come here, and can we read what it sends? Raises DomainError, RequestEntityTooLarge."""
    g._login_user = AnonymousUserMixin()  # a cookie opens nothing here
    found = caller()
    permission = permission_of(current_app, str(request.endpoint))
    if permission != ANY_TOKEN and permission not in found.scopes:
        raise DomainError("token_zonder_bereik", bereik=str(permission))
    if request.accept_mimetypes and not request.accept_mimetypes.best_match([_JSON, MIME]):
        raise DomainError("antwoordvorm_onbekend")
    if request.method == "POST":
        if not _KEY.fullmatch(request.headers.get("Idempotency-Key", "")):
            raise DomainError("sleutel_ontbreekt")
        _check_body()


def scopes() -> frozenset[Scope]:
    """What the token of this request may be used for."""
    return caller().scopes


def _look_up() -> Caller | TokenRefused:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        return TokenRefused("token_ontbreekt")
    try:
        return api_tokens.find(database(), secret.strip())
    except TokenRefused as refused:
        return refused


def _check_body() -> None:
    """JSON that can be kept: UTF-8, no NaN, no half characters, no NUL (PostgreSQL keeps none)."""
    if (request.content_length or 0) > BODY_LIMIT:
        raise RequestEntityTooLarge
    request.max_content_length = BODY_LIMIT
    body = request.get_data(cache=True)
    if not body:
        return
    if request.mimetype != _JSON:
        raise DomainError("geen_json")
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        raise DomainError("aanvraag_onleesbaar") from None
    if b"\\u0000" in body:
        raise DomainError("aanvraag_onleesbaar")
