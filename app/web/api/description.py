"""What the API is, for machines (openapi.json) and for people (a page of ours: no script, it prints)."""

from __future__ import annotations

import http
from typing import Any

import flask_smorest
from flask import Blueprint, Flask, Response, current_app, json, request
from flask_smorest.utils import prepare_response
from werkzeug.routing import BaseConverter

from app import VERSION
from app.casework.api_answers import KEPT
from app.web import connection_words
from app.web.access import public
from app.web.api.blueprint import ROOT
from app.web.api.examples import EXAMPLES
from app.web.api.problems import BODY_LIMIT, MIME, known_problems
from app.web.api.reading import operations, things
from app.web.api.schemas import CASE_NUMBER, Problem
from app.web.context import config
from app.web.rendering import page

_KEY = "traject_api"

blueprint = Blueprint("api_description", __name__)
connection_words.install(blueprint)

_ABOUT = """\
For the systems of municipalities, agencies, language schools and other partners of Traject.

Ask the administrator of Traject for a token, and send it with every request: `Authorization: Bearer trj_...`.
Whatever goes wrong is told as `application/problem+json`, with sentences in the language of `Accept-Language`
(nl, fr, en) and a `code` that never changes. A request that changes something carries an `Idempotency-Key`:
when no answer comes, send the same again with the same key. Fields are named in English; values are Dutch, as
they are stored. People are named by their register number in the body, never in an address."""


class CaseNumber(BaseConverter):
    """The number of a case in an address."""

    regex = CASE_NUMBER


class Description(flask_smorest.Api):
    """flask-smorest with our problems in place of its own errors, and no pages of its own."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None  # each route says itself what it may answer

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        app.extensions[_KEY] = self
        self.register_converter(CaseNumber, lambda _: {"type": "string", "pattern": f"^{CASE_NUMBER}$"})
        components = self.spec.components
        components.security_scheme("token", {"type": "http", "scheme": "bearer"})
        components.header(
            "NextPage",
            {"description": 'Where the list goes on: `<...>; rel="next"`.', "schema": {"type": "string"}},
        )

    def _register_error_handlers(self) -> None:
        """Pages and problems have their handlers in app.web.errors."""

    def _register_responses(self) -> None:
        for status in http.HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if status >= 400:
                response["schema"] = Problem
            prepare_response(response, self.spec, MIME)
            self.spec.components.response(status.name, response, lazy=True)


def prepare(app: Flask) -> None:
    """What must stand before any route is registered."""
    app.url_map.converters["case_number"] = CaseNumber
    app.config.update(
        API_TITLE="Traject",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {"description": _ABOUT, "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}},
            "servers": [{"url": "/"}],
        },
    )


def described() -> dict[str, Any]:
    """The description of this application's API, as OpenAPI 3.1."""
    api: Description = current_app.extensions[_KEY]
    return dict(api.spec.to_dict())


@blueprint.get(f"{ROOT}/openapi.json")
@public
def openapi() -> Response:
    """The description for machines."""
    return Response(json.dumps(described(), indent=2, sort_keys=False), mimetype="application/json")


@blueprint.get("/hulp/api")
@public
def read() -> str:
    """The description for people, from the same source: it needs no script and can be printed."""
    told = described()
    return page(
        "pages/api.html",
        groups=operations(told),
        things=things(told),
        examples=EXAMPLES,
        host=request.host_url.rstrip("/"),
        root=ROOT,
        per_minute=config().api_per_minute,
        kilobytes=BODY_LIMIT // 1024,
        days=KEPT.days,
        problems=known_problems(),
    )
