"""POST /messages: what partners tell; and what became of it."""

from __future__ import annotations

from typing import Any

from flask import request

from app.casework import partner_messages
from app.casework.partner_messages import Incoming
from app.db.session import Transaction
from app.domain.scopes import Scope
from app.insight.receipts import check_own
from app.web.api.blueprint import blueprint, get, post
from app.web.api.form_schema import form_schema
from app.web.api.guard import current_actor
from app.web.api.once import once
from app.web.api.partner_schemas import MessageIn, MessageTypes, ReceiptOut
from app.web.context import database


@post("/messages", Scope.SEND_MESSAGES, tag="Messages")
@blueprint.arguments(MessageIn)
@once
@blueprint.response(201, ReceiptOut)
def send_message(tx: Transaction, given: dict[str, Any]) -> partner_messages.Receipt:
    """Tell what happened to somebody

    The case that waits for it hears it at once. A message that comes too early is kept; one that fits no case
    comes before a colleague. It is never dropped, and the same key counts once, for ever.
    """
    actor = current_actor()
    incoming = Incoming(
        organisation=str(actor.organisation),
        key=request.headers["Idempotency-Key"],
        name=given["name"],
        national_number=given["national_number"],
        payload=given["payload"],
        occurred_on=given["occurred_on"],
        account_id=actor.account_id,
        case_number=given["case_number"],
    )
    return partner_messages.receive(tx, incoming)


@get("/messages/<int:message_id>", Scope.SEND_MESSAGES, 404, tag="Messages")
@blueprint.response(200, ReceiptOut)
def show_message(message_id: int) -> partner_messages.Receipt:
    """What became of a message of your organisation"""
    with database().read() as tx:
        check_own(tx, current_actor().organisation, message_id)
        return partner_messages.receipt(tx, message_id)


@get("/message-types", Scope.SEND_MESSAGES, tag="Messages")
@blueprint.response(200, MessageTypes)
def list_message_types() -> dict[str, Any]:
    """The messages that your organisation may send, and what each must say"""
    with database().read() as tx:
        known = partner_messages.known(tx, str(current_actor().organisation))
    return {
        "items": [
            {
                "name": each.name,
                "payload": {process: form_schema(form) for process, form in each.forms.items()},
            }
            for each in known
        ]
    }
