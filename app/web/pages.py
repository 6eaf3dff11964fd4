"""The first page, help, and what we say about accessibility."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.web.access import public, signed_in
from app.web.layout import NAVIGATION, allowed
from app.web.rendering import page

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """Where the viewer's work is: the first page of their navigation."""
    first = next((entry.endpoint for entry in NAVIGATION if allowed(entry.endpoint)), "pages.help_page")
    return redirect(url_for(first))


@blueprint.get("/hulp")
@public
def help_page() -> str:
    """How to work with Traject, and what changed."""
    return page("pages/help.html")


@blueprint.get("/toegankelijkheid")
@public
def accessibility() -> str:
    """The accessibility statement."""
    return page("pages/accessibility.html")
