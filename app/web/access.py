"""Who may use a route: each view says so itself, `app.web.auth` applies it before every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from app.domain.permissions import Action

PUBLIC = "public"
SIGNED_IN = "signed_in"

View = TypeVar("View", bound=Callable[..., Any])


def _mark(permission: Any) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def requires(action: Action) -> Callable[[View], View]:
    """Only for who may do `action`; put it right under the route."""
    return _mark(action)


public = _mark(PUBLIC)
signed_in = _mark(SIGNED_IN)


def permission_of(app: Flask, endpoint: str) -> Any:
    """What a route asks: an Action, PUBLIC, SIGNED_IN, or None when it forgot to say."""
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
