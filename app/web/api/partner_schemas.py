"""What partners tell and municipalities ask by the API: messages with their receipts, and checks."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from app.domain.vocabulary import Obligation, PartnerMessageStatus
from app.exchange.register_columns import COLUMNS
from app.web.api.schemas import CASE_NUMBER, NAME, In, day_of, meaning, one_of, told

NUMBER = r"^[0-9]{11}$"
_NOT_AT_A_COUNTER = {
    "rijksregisternummer",
    "extractiedatum",
    "mutatie",
    "eerste_inschrijving_vlaanderen",
}
CHECK_COLUMNS = tuple(name for name in COLUMNS if name not in _NOT_AT_A_COUNTER)
_CELLS = {
    "naam": "Testmans",
    "voornaam": "Ada",
    "geboortedatum": "1990-05-17",
    "nationaliteit": "Marokko",
    "nis_gemeente": "21004",
    "eerste_inschrijving_belgie": "2026-10-01",
    "eerste_inschrijving_brussel": "2026-10-01",
    "kaarttype": "F",
    "register": "vreemdelingenregister",
    "contacttaal": "fr",
}


def _cell(name: str) -> fields.String:
    # No control characters: a register has none, and a database keeps not all of them.
    rules = [validate.Length(max=1000), validate.Regexp(r"^[^\x00-\x1f\x7f]*$")]
    return fields.String(validate=rules, metadata=meaning("As in a register extract.", _CELLS.get(name)))


class MessageIn(In):
    """Something that happened, told by a partner."""

    name = told("Which message.", "aangemeld", required=True, validate=NAME)
    national_number = told(
        "Of the person: 11 digits.", "85073003328", required=True, validate=validate.Regexp(NUMBER)
    )
    occurred_on = day_of("The day on which it happened.", required=True)
    payload = fields.Dict(
        keys=fields.String(),
        load_default=dict,
        metadata=meaning("What the message says; see GET /message-types.", {"aangemeld_op": "2026-11-02"}),
    )
    case_number = told(
        "The case, where you know it.",
        "INB-2026-000123",
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(f"^{CASE_NUMBER}$"),
    )


class ReceiptOut(ma.Schema):
    """What became of a message."""

    id = fields.Integer(required=True)
    status = told(
        "bewaard: kept until a case waits for it. bezorgd: a case heard it. herhaald: known already. "
        "postvak: a colleague looks. beantwoord: a colleague answered. vervallen: too old.",
        "bezorgd",
        required=True,
        validate=one_of(PartnerMessageStatus),
    )
    repeated = fields.Boolean(required=True, metadata=meaning("Whether the same message came before."))
    answer = told("What a colleague answered.", required=True, allow_none=True)


class MessageType(ma.Schema):
    """A message that your organisation may send."""

    name = told("Its name.", "aangemeld", required=True)
    payload = fields.Dict(
        required=True, metadata=meaning("By process: JSON Schema (2020-12) of `payload` for its cases.")
    )


class MessageTypes(ma.Schema):
    """The messages that your organisation may send."""

    items = fields.List(fields.Nested(MessageType), required=True)


# What the officer sees of somebody: the columns of a register extract of Brussels, all text.
CheckPerson = In.from_dict({name: _cell(name) for name in CHECK_COLUMNS}, name="CheckPerson")


class CheckIn(In):
    """Somebody at the counter of a municipality of Brussels."""

    national_number = told(
        "Of the person: 11 digits.", "85073003328", required=True, validate=validate.Regexp(NUMBER)
    )
    person = fields.Nested(
        CheckPerson, load_default=dict, metadata=meaning("What you see of the person today.")
    )
    grounds = told("The ground of an exemption, as shown.", allow_none=True, load_default=None, validate=NAME)
    language = told(
        "Of the letters.", "fr", load_default=None, allow_none=True, validate=one_of(["nl", "fr"])
    )
    record = fields.Boolean(
        load_default=False, metadata=meaning("Keep the check, and open the case that belongs to it.", True)
    )


class CheckOut(ma.Schema):
    """What the law says of somebody."""

    outcome = fields.String(required=True, validate=one_of(Obligation))
    reason = told("Why, in Dutch.", required=True)
    basis = told("On what law it rests.", required=True)
    conditions = fields.Dict(required=True, metadata=meaning("Each condition, and what is known about it."))
    recorded = fields.Boolean(required=True)
    case_number = told("The case that it opened, or that ran.", required=True, allow_none=True)
