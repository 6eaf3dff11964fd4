"""What every error answers: a page that says what happened and what to do, or a problem of the API."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.db.trouble import BUSY, FULL, UNREACHABLE, DatabaseUnavailable
from app.domain.errors import DomainError
from app.web.access import asks_api
from app.web.api import problems
from app.web.rendering import page
from app.web.wording import words

log = structlog.get_logger()

# status: (what happened, what to do)
_PAGES: dict[int, tuple[Any, Any]] = {
    400: (
        _l("Deze aanvraag kunnen we niet lezen"),
        _l("Er is niets bewaard. Ga terug, laad de pagina opnieuw en probeer het nog eens."),
    ),
    403: (
        _l("U hebt geen toegang tot deze pagina"),
        _l("Uw rollen laten dit niet toe. Vraag uw beheerder om de juiste rol als u dit nodig hebt."),
    ),
    404: (
        _l("Deze pagina bestaat niet"),
        _l("Controleer het adres, of begin opnieuw op de startpagina."),
    ),
    405: (
        _l("Dit kan niet op deze manier"),
        _l("Ga terug naar de vorige pagina en gebruik de knoppen op die pagina."),
    ),
    409: (
        _l("Dit kan nu niet"),
        _l("Ga terug en laad de pagina opnieuw: misschien is er intussen iets veranderd."),
    ),
    413: (
        _l("Dit is te groot"),
        _l("Er is niets bewaard. Verstuur een kleiner bestand of een kortere tekst."),
    ),
    429: (
        _l("Te veel pogingen"),
        _l("Wacht een minuut en probeer het dan opnieuw."),
    ),
    500: (
        _l("Er ging iets mis bij ons"),
        _l(
            "Wat u net deed, is niet bewaard. Probeer het opnieuw. Blijft het misgaan, neem dan contact op "
            "met uw beheerder."
        ),
    ),
}

_UNAVAILABLE: dict[str, tuple[Any, Any]] = {
    UNREACHABLE: (
        _l("Traject kan even niet bij zijn gegevens"),
        _l(
            "Wat u net deed, is niet bewaard. Wacht enkele minuten en probeer het opnieuw. Duurt het langer, "
            "verwittig dan uw beheerder."
        ),
    ),
    FULL: (
        _l("Traject kan nu niets bewaren"),
        _l(
            "De schijf is vol. Wat u net deed, is niet bewaard. Verwittig uw beheerder; zodra er plaats is, "
            "kunt u verder."
        ),
    ),
    BUSY: (
        _l("Het is nu te druk"),
        _l("Wat u net deed, is niet bewaard. Probeer het over enkele ogenblikken opnieuw."),
    ),
}
TRY_AGAIN = 30  # seconds

# Refusals that are not a conflict with what happened meanwhile.
_STATUS = {
    "geen_toegang": 403,
    "account_onbekend": 404,
    "formulier_te_groot": 413,
    "formulier_onbekend_veld": 400,
}


def add_statuses(statuses: dict[str, int]) -> None:
    """The HTTP status of more codes; a code without one answers 409."""
    _STATUS.update(statuses)


def status_of(error: DomainError) -> int:
    """The HTTP status that says this refusal."""
    return _STATUS.get(error.code, 409)


def install(app: Flask) -> None:
    """One handler for each way in which a request can fail."""
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(DatabaseUnavailable, _unavailable)
    app.register_error_handler(Exception, _failed)
    app.config["PROPAGATE_EXCEPTIONS"] = False  # also in tests: what a user would see


def _expired(_error: CSRFError) -> ResponseReturnValue:
    advice = _(
        "Uw sessie was verlopen of de pagina stond te lang open. Er is niets bewaard. Laad de pagina opnieuw."
    )
    return _answer(400, _("Dit formulier is verlopen"), advice)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error  # a redirect, or an answer that is already complete
    if asks_api():
        return problems.of_http(error)
    code = error.code if error.code in _PAGES else (500 if (error.code or 500) >= 500 else 400)
    title, advice = _PAGES[code or 500]
    return _answer(error.code or 500, title, advice)


def _refused(error: DomainError) -> ResponseReturnValue:
    status = status_of(error)
    if asks_api():
        return problems.of_refusal(error, status)
    title, advice = _PAGES[status]
    return _answer(status, title, advice, reason=words(error))


def _unavailable(error: DatabaseUnavailable) -> ResponseReturnValue:
    """Not a fault of this page: it works again when the database does."""
    log.error("database_unavailable", code=error.code, endpoint=request.endpoint)
    _ask_nobody()
    title, advice = _UNAVAILABLE[error.code]
    if asks_api():
        return problems.of_unavailable(TRY_AGAIN, f"{title}.")
    response = make_response(_answer(503, title, advice))
    response.headers["Retry-After"] = str(TRY_AGAIN)
    return response


def _ask_nobody() -> None:
    if "_login_user" not in g:  # where flask-login keeps who is looking: do not ask the database again
        g._login_user = AnonymousUserMixin()


def _failed(error: Exception) -> ResponseReturnValue:
    ids = {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)}
    _ask_nobody()
    log.error("unexpected_error", endpoint=request.endpoint, **ids, exc_info=error)
    if asks_api():
        return problems.of_failure()
    title, advice = _PAGES[500]
    return _answer(500, title, advice)


def _answer(status: int, title: Any, advice: Any, reason: str | None = None) -> ResponseReturnValue:
    # A page after an unexpected failure asks nothing of the database: that may be what failed.
    template = "errors/plain.html" if status >= 500 else "errors/page.html"
    return page(template, title=title, advice=advice, reason=reason, status=status), status
