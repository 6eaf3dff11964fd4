"""One's own account: where one is signed in, and one's password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework.accounts import AccountError, end_all_sessions, hash_password, set_password
from app.casework.signing_in import SignInRefused, check_own_password, end_session, list_sessions
from app.web.access import signed_in
from app.web.context import config, database, viewer
from app.web.rendering import page
from app.web.security import limiter
from app.web.wording import words

blueprint = Blueprint("profile", __name__)


@blueprint.get("/profiel")
@signed_in
def overview() -> str:
    """Who I am, and where I am signed in."""
    return _profile_page()


@blueprint.post("/profiel/sessies/<token_hash>/einde")
@signed_in
def end_one(token_hash: str) -> ResponseReturnValue:
    """Sign out one of my sessions elsewhere."""
    with database().transaction() as tx:
        end_session(tx, viewer().account.id, token_hash)
    flash(_("De sessie is beëindigd."))
    return redirect(url_for("profile.overview"))


@blueprint.post("/profiel/sessies/andere/einde")
@signed_in
def end_others() -> ResponseReturnValue:
    """Sign me out everywhere but here."""
    with database().transaction() as tx:
        end_all_sessions(tx, viewer().account.id, keep=viewer().session.token_hash)
    flash(_("U bent overal elders afgemeld."))
    return redirect(url_for("profile.overview"))


@blueprint.post("/profiel/wachtwoord")
@signed_in
@limiter.limit(lambda: config().sign_in_rate)
def change_password() -> ResponseReturnValue:
    """A new password for myself; my other sessions end."""
    account = viewer().account
    new = request.form.get("nieuw", "")
    try:
        check_own_password(database(), account.id, request.form.get("huidig", ""))
        if new != request.form.get("herhaald"):
            raise AccountError("wachtwoorden_verschillen")
        password_hash = hash_password(new, account.username)
    except (SignInRefused, AccountError) as refused:
        field = {"wachtwoord_onjuist": "huidig", "wachtwoorden_verschillen": "herhaald"}
        error = {"field": field.get(refused.code, "nieuw"), "text": words(refused)}
        return _profile_page(error), 422
    with database().transaction() as tx:
        set_password(tx, account.id, password_hash, keep_session=viewer().session.token_hash)
    flash(_("Uw wachtwoord is gewijzigd. Andere sessies zijn beëindigd."))
    return redirect(url_for("profile.overview"))


def _profile_page(error: dict[str, str] | None = None) -> str:
    with database().read() as tx:
        sessions = list_sessions(tx, viewer().account.id, idle=config().session_idle)
    return page("profile/overview.html", sessions=sessions, error=error)
