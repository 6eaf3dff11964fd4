"""A request that changes something counts once, however often it is sent (Idempotency-Key)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
import structlog
from flask import Response, request

from app.casework import api_answers
from app.casework.api_answers import Answer, Held, KeyRefused, Request
from app.db.trouble import DatabaseUnavailable
from app.domain.errors import DomainError
from app.web.api import problems
from app.web.api.guard import caller
from app.web.context import database
from app.web.errors import status_of

log = structlog.get_logger()


def once(view: Callable[..., Response]) -> Callable[..., Response]:
    """The view gets a transaction; its answer is kept in that same transaction, a refusal in one of its own.

    What fails on our side is not kept: the same request may be sent again.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Response:
        taken = api_answers.take(database(), _request())
        if isinstance(taken, Answer):
            mime = "application/json" if taken.status < 400 else problems.MIME
            return Response(taken.body, taken.status, mimetype=mime)
        try:
            with database().transaction() as tx:
                api_answers.hold(tx, taken)
                response = view(tx, *args, **kwargs)
                api_answers.keep(tx, taken, response.status_code, response.get_data())
            return response
        except KeyRefused:
            raise
        except DomainError as refused:
            return _refused(taken, refused)
        except Exception:
            _let_go(taken)
            raise

    return answer


def _refused(taken: Held, refused: DomainError) -> Response:
    response = problems.of_refusal(refused, status_of(refused))
    if response.status_code >= 500:
        _let_go(taken)
        raise refused
    with database().transaction() as tx:
        api_answers.keep(tx, taken, response.status_code, response.get_data())
    return response


def _let_go(taken: Held) -> None:
    try:
        api_answers.let_go(database(), taken)
    except DatabaseUnavailable as trouble:
        log.warning("key_left_to_end", code=trouble.code)  # it is free again after five minutes


def _request() -> Request:
    """What makes it the same request: method, path and what the JSON says, not how it is written."""
    body = request.get_data(cache=True)
    said = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS) if body else b""
    digest = hashlib.sha256(b"\n".join([request.method.encode(), request.path.encode(), said])).hexdigest()
    return Request(caller().token.id, request.headers["Idempotency-Key"], digest)
