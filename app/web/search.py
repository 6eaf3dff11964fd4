"""Finding somebody. What was typed stays in the session: names and numbers do not belong in an address."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.permissions import Action
from app.insight.search import Found, case_number, find
from app.web.access import requires
from app.web.context import database, viewer
from app.web.labels import case_url
from app.web.rendering import page

LONGEST = 200
_KEY = "gezocht"

blueprint = Blueprint("search", __name__)


@blueprint.get("/zoeken")
@requires(Action.SEARCH)
def search() -> str:
    """The box, and who fits what was last typed in it."""
    text = session.get(_KEY, "")
    number = request.args.get("pagina", 1, type=int)
    return page("search/search.html", text=text, found=_find(text, number) if text else None)


@blueprint.post("/zoeken")
@requires(Action.SEARCH)
def ask() -> ResponseReturnValue:
    """Keep what was typed and show the results; a whole number goes straight to its case or person."""
    text = " ".join(request.form.get("zoek", "").split())[:LONGEST]
    session[_KEY] = text
    found = _find(text, 1)
    wanted = case_number(text)
    for hit in found.hits:
        for line in hit.cases:
            if line.number == wanted:
                return redirect(case_url(line.id))
    if found.total == 1 and len(re.sub(r"\D", "", text)) == 11:
        return redirect(url_for("people.show", person_id=found.hits[0].person_id))
    return redirect(url_for("search.search"))


def _find(text: str, number: int) -> Found:
    with database().read() as tx:
        return find(tx, viewer().actor, text, number)
