"""In which language the screens speak: Dutch, and French or English for who switches."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain
from flask_babel import get_locale as babel_locale
from flask_login import current_user

from app.casework.accounts import LANGUAGES, set_language
from app.web.access import asks_api, public, safe_target
from app.web.context import database, viewer

CATALOGS = Path(__file__).parent / "translations"
LANGUAGE_NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}
_REGIONS = {"nl": Locale("nl", "BE"), "fr": Locale("fr", "BE"), "en": Locale("en", "BE")}

blueprint = Blueprint("i18n", __name__)


class PoDomain(Domain):
    """Reads messages.po as it is: no compiled copy that can be older than its source."""

    def get_translations(self) -> NullTranslations:
        code = language()
        if code not in self.cache:
            self.cache[code] = load_catalog(code)
        return self.cache[code]


class PoBabel(Babel):
    """Babel with one catalog a language, kept for as long as the application lives."""

    domain_instance = PoDomain()


def load_catalog(code: str) -> NullTranslations:
    """The translations into a language; Dutch is what the code itself says."""
    source = CATALOGS / code / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def install(app: Flask) -> None:
    """Choose the language per request and offer the switch."""
    PoBabel(app, default_locale="nl", default_timezone="Europe/Brussels", locale_selector=_chosen)
    app.jinja_env.globals.update(language=language, language_names=LANGUAGE_NAMES)
    app.register_blueprint(blueprint)


def language() -> str:
    """The language of this request: nl, fr or en."""
    return str(babel_locale() or "nl")[:2]


def region() -> Locale:
    """The language as it is written in Belgium: days, amounts, numbers."""
    return _REGIONS[language()]


def _chosen() -> str:
    if asks_api():
        return request.accept_languages.best_match(LANGUAGES) or "nl"
    if current_user and current_user.is_authenticated:
        language = viewer().account.language
        if session.get("taal") != language:  # also for the page that says that the database is gone
            session["taal"] = language
        return language
    chosen = session.get("taal", "nl")
    return chosen if chosen in LANGUAGES else "nl"


@blueprint.post("/taal")
@public
def switch() -> ResponseReturnValue:
    """Change the language, keep it with the account, and show the same page again."""
    chosen = request.form.get("taal", "")
    if chosen in LANGUAGES:
        session["taal"] = chosen
        if current_user.is_authenticated:
            with database().transaction() as tx:
                set_language(tx, viewer().account.id, chosen)
    return redirect(safe_target(request.form.get("verder")) or url_for("pages.home"))
