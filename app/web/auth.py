"""Signing in and out, and the rule that every route names who may use it.

A view says `@requires(Action.X)`, `@signed_in` or `@public` (app.web.access); before each request the rule is
applied here, and a view that says nothing is refused to everybody.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user

from app.casework.signing_in import SignInRefused, end_session, find_session, sign_in
from app.domain.permissions import may
from app.web.access import PUBLIC, SIGNED_IN, asks_api, permission_of, public, safe_target, signed_in
from app.web.context import Viewer, config, database, viewer
from app.web.rendering import page
from app.web.security import limiter
from app.web.wording import words

COOKIE = "traject_aangemeld"

blueprint = Blueprint("auth", __name__)


def install(app: Flask) -> None:
    """Let flask-login find the session by its cookie, and guard every request."""
    manager = LoginManager()
    manager.session_protection = None  # the session is a row of ours, not flask-login's
    manager.request_loader(_viewer_of_request)
    manager.init_app(app)
    app.before_request(_guard)
    app.register_blueprint(blueprint)


def _viewer_of_request(_request: Any) -> Viewer | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    found = find_session(database(), token, idle=config().session_idle)
    return Viewer(*found) if found else None


def _guard() -> ResponseReturnValue | None:
    """Before each request: may this person come here?"""
    if request.endpoint is None or asks_api():
        return None  # no such page: the error page says so; the API has a guard of its own
    permission = permission_of(current_app, request.endpoint)
    if permission == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    if permission == SIGNED_IN:
        return None
    if permission is None or not may(viewer().roles, permission):
        abort(403)
    return None


def _to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and back afterwards when the page can be asked for again."""
    target = url_for(
        "auth.sign_in_page", verder=request.full_path.removesuffix("?") if request.method == "GET" else None
    )
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("auth.sign_in_page")})
    if request.cookies.get(COOKIE):
        flash(
            _(
                "U bent afgemeld omdat u een tijd niets deed of omdat uw sessie is beëindigd. "
                "Meld u opnieuw aan."
            )
        )
    return redirect(target)


@blueprint.get("/aanmelden")
@public
def sign_in_page() -> ResponseReturnValue:
    """The sign-in form."""
    if current_user.is_authenticated:
        return redirect(url_for("pages.home"))
    return page(
        "auth/sign_in.html", username="", refusal=None, onward=safe_target(request.args.get("verder"))
    )


@blueprint.post("/aanmelden")
@public
@limiter.limit(lambda: config().sign_in_rate)
def sign_in_post() -> ResponseReturnValue:
    """Check the password; a refusal shows the form again with what to do."""
    username = request.form.get("gebruikersnaam", "")
    onward = safe_target(request.form.get("verder"))
    try:
        token = sign_in(
            database(), username, request.form.get("wachtwoord", ""), length=config().session_length
        )
    except SignInRefused as refused:
        status = 429 if refused.code == "account_geblokkeerd" else 401
        return page("auth/sign_in.html", username=username, refusal=words(refused), onward=onward), status
    session.clear()  # nothing of before the sign-in is carried along, the CSRF token least of all
    response = redirect(onward or url_for("pages.home"))
    response.set_cookie(
        COOKIE,
        token,
        httponly=True,
        secure=config().cookie_secure,
        samesite="Lax",
        max_age=int(config().session_length.total_seconds()),
    )
    return response


@blueprint.post("/afmelden")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this session, in the table and in the browser."""
    with database().transaction() as tx:
        end_session(tx, viewer().account.id, viewer().session.token_hash)
    session.clear()
    flash(_("U bent afgemeld."))
    response = redirect(url_for("auth.sign_in_page"))
    response.delete_cookie(COOKIE, httponly=True, secure=config().cookie_secure, samesite="Lax")
    return response
