"""The routes of the API, how each is announced, and the limit on how many requests a token sends."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

import flask_smorest
from flask import Response, request

from app.domain.scopes import Scope
from app.web.access import ANY_TOKEN, scoped
from app.web.api import guard
from app.web.context import config
from app.web.security import csrf, limiter

View = TypeVar("View", bound=Callable[..., Any])
ROOT = "/api/v1"

# What any request may be answered; each route adds its own.
_ALWAYS = (401, 403, 406, 429, 500, 503)
_OF_WRITES = (400, 409, 413, 415, 422)

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Your own name for this request. The same key again gives the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
    "example": "3f0c3a52-5b8e-4c4e-9d55-0a6d3b1f4a11",
}

_IN_PATH = (
    {"in": "path", "name": "number", "description": "The number of the case, such as INB-2026-000123."},
    {"in": "path", "name": "task_id", "description": "The number of the task, from the list of tasks."},
    {"in": "path", "name": "message_id", "description": "The `id` of the receipt."},
)
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of an earlier answer: when nothing changed, 304 without a body.",
    "schema": {"type": "string"},
}

blueprint = flask_smorest.Blueprint("api", __name__, url_prefix=ROOT)
blueprint.before_request(guard.check)
csrf.exempt(blueprint)  # no cookie counts here, so no other site can lend one
limiter.limit(
    lambda: f"{config().api_per_minute} per minute" if guard.is_known() else config().sign_in_rate,
    key_func=guard.limit_key,
)(blueprint)


def get(path: str, scope: Scope | str, *problems: int, tag: str) -> Callable[[View], View]:
    """A route that reads."""
    return _route("GET", path, scope, (*_ALWAYS, *problems), tag, [])


def post(path: str, scope: Scope | str, *problems: int, tag: str) -> Callable[[View], View]:
    """A route that writes: it asks for an Idempotency-Key, and its view stands under `once`."""
    return _route("POST", path, scope, (*_ALWAYS, *_OF_WRITES, *problems), tag, [_KEY])


def conditional(view: Callable[..., Response]) -> Callable[..., Response]:
    """Answers 304 to who has the same already (ETag, If-None-Match)."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Response:
        response = view(*args, **kwargs)
        response.add_etag()
        response.make_conditional(request)
        return response

    documented = blueprint.alt_response(304, description="You have this already.")(answer)
    return blueprint.doc(parameters=[_IF_NONE_MATCH])(documented)


def _route(
    method: str, path: str, scope: Scope | str, problems: tuple[int, ...], tag: str, parameters: list[Any]
) -> Callable[[View], View]:
    def announce(view: View) -> View:
        needs = [] if scope == ANY_TOKEN else [str(scope)]
        documented: Any = view
        for status in problems:
            documented = blueprint.alt_response(status, response=HTTPStatus(status).name)(documented)
        manual: dict[str, Any] = {"operationId": view.__name__, "security": [{"token": needs}]}
        if parameters:
            manual["parameters"] = parameters
        documented = scoped(scope)(blueprint.doc(**manual)(documented))
        in_path = [dict(each) for each in _IN_PATH if f":{each['name']}>" in path]
        route = blueprint.route(path, methods=[method], tags=[tag], parameters=in_path)
        return route(documented)

    return announce
