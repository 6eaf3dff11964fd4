"""People and roles: who works with Traject, where, and as what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework.accounts import (
    Account,
    AccountDetails,
    AccountError,
    change_account,
    create_account,
    get_person_account,
    hash_password,
    list_accounts,
    list_organisations,
    set_password,
)
from app.domain.permissions import Action
from app.domain.vocabulary import Role
from app.web.access import requires
from app.web.context import database
from app.web.rendering import page
from app.web.vocabulary import role_name
from app.web.wording import words, words_for

blueprint = Blueprint("accounts", __name__)

# The field of the form to which a refusal belongs.
_FIELD_OF = {
    "gebruikersnaam_leeg": "gebruikersnaam",
    "gebruikersnaam_bestaat": "gebruikersnaam",
    "naam_leeg": "naam",
    "organisatie_onbekend": "organisatie",
    "organisatie_niet_in_gebruik": "organisatie",
    "rol_onbekend": "rol",
    "rol_past_niet": "rol",
    "rol_ontbreekt": "rol",
    "laatste_beheerder": "rol",
    "wachtwoord_te_kort": "wachtwoord",
    "wachtwoord_te_lang": "wachtwoord",
    "wachtwoord_raadbaar": "wachtwoord",
}

_EMPTY = {
    "gebruikersnaam": "gebruikersnaam_leeg",
    "naam": "naam_leeg",
    "organisatie": "organisatie_onbekend",
    "rol": "rol_ontbreekt",
}


@blueprint.get("/mensen")
@requires(Action.MANAGE_PEOPLE)
def overview() -> str:
    """Everybody, or one organisation's people."""
    organisation = request.args.get("organisatie", "")
    with database().read() as tx:
        people = list_accounts(tx, organisation_code=organisation or None)
        organisations = list_organisations(tx)
    return page("accounts/overview.html", people=people, organisations=organisations, chosen=organisation)


@blueprint.get("/mensen/nieuw")
@requires(Action.MANAGE_PEOPLE)
def new() -> str:
    """An empty form for somebody new."""
    return _form_page(None, {"actief": True, "rol": []})


@blueprint.post("/mensen/nieuw")
@requires(Action.MANAGE_PEOPLE)
def create() -> ResponseReturnValue:
    """Add somebody with a first password."""
    answers = _answers()

    refused = _missing(answers, "gebruikersnaam", "naam", "organisatie", "rol")
    password_hash = ""
    try:
        password_hash = hash_password(request.form.get("wachtwoord", ""), answers["gebruikersnaam"])
    except AccountError as problem:
        refused.append(problem)

    def write() -> None:
        with database().transaction() as tx:
            create_account(tx, answers["gebruikersnaam"], _details(answers), password_hash)

    return _try(write, refused, None, answers, _("%(naam)s is toegevoegd.", naam=answers["naam"]))


@blueprint.get("/mensen/<int:account_id>")
@requires(Action.MANAGE_PEOPLE)
def edit(account_id: int) -> str:
    """One person's account."""
    account = _account(account_id)
    return _form_page(account, _current(account))


@blueprint.post("/mensen/<int:account_id>")
@requires(Action.MANAGE_PEOPLE)
def change(account_id: int) -> ResponseReturnValue:
    """Change somebody's name, organisation, roles, or whether they may still come in."""
    answers = _answers()

    def write() -> None:
        with database().transaction() as tx:
            change_account(tx, account_id, _details(answers))

    done = _("De wijzigingen voor %(naam)s zijn bewaard.", naam=answers["naam"])
    refused = _missing(answers, "naam", "organisatie", "rol")
    return _try(write, refused, _account(account_id), answers, done)


@blueprint.post("/mensen/<int:account_id>/wachtwoord")
@requires(Action.MANAGE_PEOPLE)
def give_password(account_id: int) -> ResponseReturnValue:
    """A new password for somebody who forgot theirs or is locked out; they are signed out everywhere."""
    account = _account(account_id)
    try:
        password_hash = hash_password(request.form.get("wachtwoord", ""), account.username)
    except AccountError as refused:
        return _form_page(account, _current(account), [refused]), 422
    with database().transaction() as tx:
        set_password(tx, account_id, password_hash)
    flash(_("%(naam)s heeft een nieuw wachtwoord en is overal afgemeld.", naam=account.name))
    return redirect(url_for("accounts.edit", account_id=account_id))


def _missing(answers: dict[str, Any], *fields: str) -> list[AccountError]:
    """Everything that was left empty, so that nobody has to send the form once for each field."""
    return [AccountError(_EMPTY[field]) for field in fields if not answers[field]]


def _try(
    write: Callable[[], None],
    refused: list[AccountError],
    account: Account | None,
    answers: dict[str, Any],
    done: str,
) -> ResponseReturnValue:
    """Write, and go back to the list; or show the form again with all that is wrong."""
    if not refused:
        try:
            write()
        except AccountError as problem:
            refused = [problem]
    if refused:
        return _form_page(account, answers, refused), 422
    flash(done)
    return redirect(url_for("accounts.overview"))


def _form_page(account: Account | None, answers: dict[str, Any], refused: Sequence[AccountError] = ()) -> str:
    with database().read() as tx:
        organisations = list_organisations(tx)
    return page(
        "accounts/form.html",
        account=account,
        answers=answers,
        errors={_FIELD_OF.get(each.code, "naam"): _words(each) for each in refused},
        organisations=[
            each for each in organisations if each.active or each.code == answers.get("organisatie")
        ],
        roles=[(role.value, role_name(role.value)) for role in Role],
    )


def _words(refused: AccountError) -> str:
    if refused.code != "rol_past_niet":
        return words(refused)
    return words_for(refused.code, {**refused.facts, "rol": role_name(refused.facts["rol"])})


def _account(account_id: int) -> Account:
    with database().read() as tx:
        return get_person_account(tx, account_id)


def _current(account: Account) -> dict[str, Any]:
    """The account as the form shows it."""
    return {
        "naam": account.name,
        "e_mail": account.email or "",
        "organisatie": account.organisation,
        "rol": sorted(account.roles),
        "actief": account.active,
    }


def _answers() -> dict[str, Any]:
    """What the form says, as text."""
    fields = ("gebruikersnaam", "naam", "e_mail", "organisatie")
    answers: dict[str, Any] = {field: request.form.get(field, "").strip()[:200] for field in fields}
    return {**answers, "rol": request.form.getlist("rol"), "actief": "actief" in request.form}


def _details(answers: dict[str, Any]) -> AccountDetails:
    return AccountDetails(
        name=answers["naam"],
        email=answers["e_mail"] or None,
        organisation=answers["organisatie"],
        roles=frozenset(answers["rol"]),
        active=answers["actief"],
    )
