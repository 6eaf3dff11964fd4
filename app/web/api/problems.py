"""Whatever goes wrong in the API, as application/problem+json (RFC 9457) in the language of the caller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from flask import Response
from werkzeug.exceptions import HTTPException

from app.casework.actors import Refused
from app.casework.api_answers import KeyRefused
from app.casework.api_tokens import TokenRefused
from app.domain.errors import DomainError
from app.engine.errors import EngineError
from app.web.api.wording import FIELD_WORDS, TITLES, WRONG
from app.web.wording import words, words_for

MIME = "application/problem+json"
TYPE = "urn:traject:problem:"  # and the code; the page about the API lists them
BODY_LIMIT = 256 * 1024  # bytes of one request

_STATUS = {
    "token_zonder_bereik": 403,
    "sleutel_ontbreekt": 400,
    "sleutel_hergebruikt": 422,
    "sleutel_bezig": 409,
    "aanvraag_onleesbaar": 400,
    "aanvraag_te_groot": 413,
    "antwoordvorm_onbekend": 406,
    "geen_json": 415,
    "bladwijzer_ongeldig": 422,
    "antwoorden_ongeldig": 422,
    "rijksregisternummer_ongeldig": 422,
    "geboortedatum_past_niet": 422,
    "grond_onbekend": 422,
    "bericht_onbekend": 422,
    "bericht_ongeldig": 422,
    "bericht_niet_voor_afzender": 403,
    "gebeurd_in_toekomst": 422,
    "sleutel_met_andere_inhoud": 422,
    "sleutel_ongeldig": 400,
    "formulier_te_groot": 422,
    "formulier_onbekend_veld": 422,
    "geen_toegang": 404,  # whose case it is, is not told
    "taak_andere_organisatie": 404,
}
_OF_HTTP = {
    400: "aanvraag_onleesbaar",
    403: "geen_recht",
    404: "adres_onbekend",
    405: "methode_onbekend",
    406: "antwoordvorm_onbekend",
    413: "aanvraag_te_groot",
    415: "geen_json",
    422: "velden_ongeldig",
    429: "te_veel_aanvragen",
}
_OF_TOKENS = ("token_ontbreekt", "token_onbekend", "token_verlopen", "token_ingetrokken")
_ALSO = {"dossier_onbekend": 404, "taak_onbekend": 404, "taak_van_collega": 409, "intussen_gewijzigd": 409}
# How a field is called in the problem: what stands before it says where it came in.
_PLACES = {"json": "", "query": "?", "headers": ""}


class AnswersRefused(DomainError):
    """The answers to the form of a task are not right: one error for each field (`field`, `detail`)."""

    code = "antwoorden_ongeldig"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__()
        self.errors = errors


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One problem; `errors` name the fields that are wrong."""
    body = {
        "type": TYPE + code,
        "title": str(TITLES[status]),
        "status": status,
        "code": code,
        "detail": detail,
        **({"errors": errors} if errors is not None else {}),
    }
    return Response(orjson.dumps(body), status, dict(headers or {}), mimetype=MIME)


def known_problems() -> list[tuple[int, str, str]]:
    """Status, code and sentence of what the API itself refuses; the rules of the law add theirs."""
    own = {code: status for status, code in _OF_HTTP.items()} | _STATUS | dict.fromkeys(_OF_TOKENS, 401)
    found = {code: status for code, status in own.items() if code not in _HIDDEN} | _ALSO
    facts = {"grens": BODY_LIMIT // 1024}
    return sorted((status, code, words_for(code, facts)) for code, status in found.items())


def of_refusal(error: DomainError, status: int = 409) -> Response:
    """A rule says no; `status` is that of pages, where the API has none of its own."""
    if isinstance(error, TokenRefused):
        return problem(401, error.code, words(error), headers={"WWW-Authenticate": 'Bearer realm="traject"'})
    code = _HIDDEN.get(error.code, error.code)
    errors = error.errors if isinstance(error, AnswersRefused) else _payload_errors(error)
    return problem(_status(error, status), code, words_for(code, error.facts), errors=errors)


def _payload_errors(error: DomainError) -> list[dict[str, str]] | None:
    """What is wrong with the payload of a message, where a refusal names it."""
    found = error.facts.get("fouten")
    if not isinstance(found, list):
        return None
    return [
        {
            "field": f"payload.{each.key}".rstrip("."),
            "detail": words_for(each.code, {"veld": each.key, **each.facts}),
        }
        for each in found
    ]


_HIDDEN = {"geen_toegang": "dossier_onbekend", "taak_andere_organisatie": "taak_onbekend"}


def _status(error: DomainError, status: int) -> int:
    if error.code in _STATUS:
        return _STATUS[error.code]
    if isinstance(error, KeyRefused):
        return 409
    if isinstance(error, EngineError):
        return 500
    if isinstance(error, Refused):
        return 403
    return status if status in TITLES else 409


def of_http(error: HTTPException) -> Response:
    """What Flask and webargs refuse: no such address or method, too large, fields that do not fit."""
    status = error.code if error.code in _OF_HTTP else 500 if (error.code or 500) >= 500 else 400
    code = _OF_HTTP.get(status or 500, "fout")
    found = getattr(error, "data", None) or {}
    errors = list(_fields(found.get("messages") or {})) if status == 422 else None
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    facts = {"grens": BODY_LIMIT // 1024}
    return problem(status or 500, code, words_for(code, facts), errors=errors, headers=kept)


def of_unavailable(retry_after: int, detail: str) -> Response:
    """The database is gone, full or too busy; `retry_after` in seconds."""
    return problem(503, "even_niet_bereikbaar", detail, headers={"Retry-After": str(retry_after)})


def of_failure() -> Response:
    """A fault of ours; the log has it."""
    return problem(500, "fout", words_for("fout", {}))


def _fields(messages: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for place, found in messages.items():
        yield from _told(_PLACES.get(place, ""), found)


def _told(path: str, found: Any) -> Iterator[dict[str, str]]:
    """`payload.aangemeld_op`, `?limit`: one line for each field that is wrong."""
    if isinstance(found, Mapping):
        for name, inside in found.items():
            whole = name == "_schema"
            yield from _told(path if whole else _joined(path, str(name)), inside)
        return
    for said in found if isinstance(found, list) else [found]:
        yield {"field": path[:200], "detail": str(FIELD_WORDS.get(str(said), WRONG))}


def _joined(path: str, name: str) -> str:
    return f"{path}{name}" if path in ("", "?") else f"{path}.{name}"
