"""Who may use a route: its view says so; `app.web.auth` applies it, and `app.web.api.guard` in the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

from app.domain.permissions import Action
from app.domain.scopes import Scope

PUBLIC = "public"
SIGNED_IN = "signed_in"
ANY_TOKEN = "any_token"  # noqa: S105 - no password: every token of the API, whatever its scopes

API = "/api/"  # below it other systems speak: a token instead of a cookie, problems instead of pages

View = TypeVar("View", bound=Callable[..., Any])


def _mark(permission: Any) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def requires(action: Action) -> Callable[[View], View]:
    """Only for who may do `action`; put it right under the route."""
    return _mark(action)


def scoped(scope: Scope | str) -> Callable[[View], View]:
    """Only for a token of the API with this scope, or with ANY_TOKEN for every token."""
    return _mark(scope)


public = _mark(PUBLIC)
signed_in = _mark(SIGNED_IN)


def asks_api() -> bool:
    """Whether this request is one of the API, existing or not."""
    return request.path.startswith(API)


def permission_of(app: Flask, endpoint: str) -> Any:
    """What a route asks: an Action, a Scope, PUBLIC, SIGNED_IN, ANY_TOKEN, or None when it forgot to say."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions[endpoint], "permission", None)


def safe_target(target: str | None) -> str | None:
    """A page of ours to go on to; an address elsewhere is dropped."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 for character in target):
        return None
    return target
