"""What goes into and comes out of the API: names in English, values in Dutch as they are stored."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.domain.scopes import Scope
from app.domain.vocabulary import CaseStatus, Obligation, PartnerMessageStatus, Role, TaskStatus
from app.exchange.register_columns import COLUMNS
from app.insight.task_feed import FREE, MINE
from app.web.api.paging import CURSOR_LIMIT, PAGE, PAGE_LIMIT

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
_NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,59}$")
_NUMBER = r"^[0-9]{11}$"
CASE_NUMBER = r"[A-Z]{3}-[0-9]{4}-[0-9]{6,12}"


def _text(about: str, example: Any = None, **options: Any) -> fields.String:
    return fields.String(metadata=_about(about, example), **options)


def _about(about: str, example: Any = None) -> dict[str, Any]:
    return {"description": about} | ({"examples": [example]} if example is not None else {})


def _moment(about: str, **options: Any) -> fields.AwareDateTime:
    return fields.AwareDateTime(
        format="iso", default_timezone=UTC, metadata=_about(about, "2026-11-02T09:00:00+00:00"), **options
    )


def _day(about: str, **options: Any) -> fields.Date:
    return fields.Date(metadata=_about(about, "2026-11-02"), **options)


def _values(of: Any) -> validate.OneOf:
    return validate.OneOf([str(each) for each in of])


def _cell(name: str) -> fields.String:
    # No control characters: a register has none, and a database keeps not all of them.
    rules = [validate.Length(max=1000), validate.Regexp(r"^[^\x00-\x1f\x7f]*$")]
    return fields.String(validate=rules, metadata=_about("As in a register extract.", _CELLS.get(name)))


class In(ma.Schema):
    """What comes in: a field that is not described is refused."""

    class Meta:
        unknown = ma.RAISE


class FieldProblem(ma.Schema):
    """One field that is wrong."""

    field = _text("The field: `payload.mo`, or `?limit` of the address.", "payload.mo", required=True)
    detail = _text("What is wrong with it.", "Dit veld ontbreekt.", required=True)


class Problem(ma.Schema):
    """What went wrong (RFC 9457), with sentences in the language of Accept-Language: nl, fr or en."""

    type = _text("The code as a URN.", "urn:traject:problem:token_onbekend", required=True)
    title = _text("What it is about.", "Geen geldig token", required=True)
    status = fields.Integer(required=True, metadata=_about("The HTTP status.", 401))
    code = _text(
        "What a program looks at; it stays the same in every language.", "token_onbekend", required=True
    )
    detail = _text("What is wrong and what to do.", "Dit token bestaat niet.", required=True)
    errors = fields.List(fields.Nested(FieldProblem), metadata=_about("The fields that are wrong."))


class Me(ma.Schema):
    """Whose token this is."""

    name = _text("For which system the token was made.", "Leerlingvolgsysteem", required=True)
    organisation = _text("Its code.", "in_gent", required=True)
    organisation_name = _text("Its name.", "IN-Gent", required=True)
    scopes = fields.List(fields.String(validate=_values(Scope)), required=True)
    roles = fields.List(fields.String(validate=_values(Role)), required=True)
    expires_on = _day("The last day on which the token works.", required=True)


class PageQuery(In):
    """Which part of a list."""

    cursor = _text("`next` of the answer before.", validate=validate.Length(min=1, max=CURSOR_LIMIT))
    limit = fields.Integer(
        load_default=PAGE,
        validate=validate.Range(min=1, max=PAGE_LIMIT),
        metadata=_about("How many at most.", 50),
    )


class CaseQuery(PageQuery):
    """Which cases."""

    process = _text("The id of the process.", "inburgering", validate=_NAME)
    status = _text("Running or ended.", "lopend", validate=_values(CaseStatus))
    outcome = _text("How it ended.", "attest", validate=_NAME)
    changed_since = _moment("Only what changed at this moment or later.")


class Person(ma.Schema):
    """Who it is about."""

    national_number = _text(
        "Number of the National Register or BIS.", "85073003328", required=True, allow_none=True
    )
    last_name = _text("Last name.", "Testmans", required=True)
    first_name = _text("First names.", "Ada", required=True, allow_none=True)


class CaseLine(ma.Schema):
    """One case in a list."""

    number = _text("The number of the case.", "INB-2026-000123", required=True)
    process = _text("The id of its process.", "inburgering", required=True)
    status = fields.String(required=True, validate=_values(CaseStatus))
    outcome = _text("How it ended; null while it runs.", "attest", required=True, allow_none=True)
    organisation = _text("Whose case it is.", "in_gent", required=True, allow_none=True)
    version = fields.Integer(required=True, metadata=_about("Higher with each step.", 3))
    started_at = _moment("When it began.", required=True)
    ended_at = _moment("When it ended.", required=True, allow_none=True)
    changed_at = _moment("When the last thing happened in it.", required=True, allow_none=True)
    person = fields.Nested(Person, required=True)


class CaseList(ma.Schema):
    """A part of the list, in the order in which the cases began."""

    items = fields.List(fields.Nested(CaseLine), required=True)
    next = _text("The cursor of what follows; null at the end.", required=True, allow_none=True)


class OpenTask(ma.Schema):
    """A task that waits in a case."""

    id = fields.Integer(required=True, metadata=_about("The number of the task.", 12))
    element = _text("The step of the diagram.", "intake_voeren", required=True)
    name = _text("What is to be done.", "Intake voeren", required=True)
    role = fields.String(required=True, validate=_values(Role))
    due_on = _day("The last day in time; null without a term.", required=True, allow_none=True)
    taken = fields.Boolean(required=True, metadata=_about("Whether somebody has taken it.", False))


class TermFacts(ma.Schema):
    """A term of a case."""

    code = _text("Its code.", "startgesprek", required=True)
    name = _text("Its name.", "Startgesprek", required=True)
    status = _text("wacht, loopt, verstreken or vervallen.", "loopt", required=True)
    started_on = _day("The day from which it is counted.", required=True, allow_none=True)
    last_day = _day("The last day in time; null while it is not known.", required=True, allow_none=True)
    basis = _text("On what law it rests, in Dutch.", "Decreet 7-6-2013, art. 29", required=True)


class LinkedCase(ma.Schema):
    """A case from which this one grew, or that grew from it."""

    number = fields.String(required=True)
    process = fields.String(required=True)
    status = fields.String(required=True, validate=_values(CaseStatus))


class Case(CaseLine):
    """Where one case stands."""

    process_name = _text("The name of its process.", "Inburgering", required=True)
    outcome_name = _text("Its outcome in words.", required=True, allow_none=True)
    tasks = fields.List(fields.Nested(OpenTask), required=True)
    terms = fields.List(fields.Nested(TermFacts), required=True)
    waits_for = fields.List(
        fields.String(), required=True, metadata=_about("Messages that it can hear now.", ["aangemeld"])
    )
    linked = fields.List(fields.Nested(LinkedCase), required=True)


class LetterFacts(ma.Schema):
    """The letter that an event is about."""

    id = fields.Integer(required=True)
    template = fields.String(required=True)


class Event(ma.Schema):
    """One thing that happened in a case."""

    at = _moment("When.", required=True)
    kind = _text("What kind of event.", "taak_voltooid", required=True)
    what = _text("The step of the diagram, or the letter.", "Intake voeren", required=True)
    who = _text(
        "Who did it; null where the clock, a file or another case did.", required=True, allow_none=True
    )
    then = fields.List(fields.String(), required=True, metadata=_about("What followed by itself."))
    outcome = _text("How the case ended by it.", required=True, allow_none=True)
    letter = fields.Nested(LetterFacts, required=True, allow_none=True)


class Timeline(ma.Schema):
    """What happened in a case, newest first."""

    number = fields.String(required=True)
    items = fields.List(fields.Nested(Event), required=True)


class TaskQuery(PageQuery):
    """Which tasks."""

    assigned = _text("vrij: nobody has taken it. mijn: this token has.", FREE, validate=_values([FREE, MINE]))
    case = _text("Of one case.", "INB-2026-000123", validate=validate.Regexp(f"^{CASE_NUMBER}$"))


class TaskLine(OpenTask):
    """One open task in a list."""

    case = _text("The number of its case.", "INB-2026-000123", required=True)
    case_version = fields.Integer(required=True)
    process = fields.String(required=True)
    created_at = _moment("Since when it waits.", required=True)
    mine = fields.Boolean(required=True, metadata=_about("Whether this token has taken it."))


class TaskList(ma.Schema):
    """A part of the list, in the order in which the tasks came."""

    items = fields.List(fields.Nested(TaskLine), required=True)
    next = _text("The cursor of what follows; null at the end.", required=True, allow_none=True)


class Task(TaskLine):
    """One task with its form."""

    status = fields.String(required=True, validate=_values(TaskStatus))
    may_do = fields.Boolean(required=True, metadata=_about("Whether this token may do it now."))
    person = fields.Nested(Person, required=True)
    form = fields.Dict(required=True, metadata=_about("JSON Schema (2020-12) of `answers`."))


class AnswersIn(In):
    """The answers to the form of a task."""

    answers = fields.Dict(
        keys=fields.String(), required=True, metadata=_about("By the keys of the form.", {"mo": "behaald"})
    )
    case_version = fields.Integer(
        validate=validate.Range(min=0, max=2**31 - 1),
        metadata=_about("Refuse when the case has moved on since this version."),
    )


class Done(ma.Schema):
    """A task that has been done, and where its case stands now."""

    id = fields.Integer(required=True)
    status = fields.String(required=True, validate=_values(TaskStatus))
    case = fields.String(required=True)
    case_version = fields.Integer(required=True)
    case_status = fields.String(required=True, validate=_values(CaseStatus))


class MessageIn(In):
    """Something that happened, told by a partner."""

    name = _text("Which message.", "aangemeld", required=True, validate=_NAME)
    national_number = _text(
        "Of the person: 11 digits.", "85073003328", required=True, validate=validate.Regexp(_NUMBER)
    )
    occurred_on = _day("The day on which it happened.", required=True)
    payload = fields.Dict(
        keys=fields.String(),
        load_default=dict,
        metadata=_about("What the message says; see GET /message-types.", {"aangemeld_op": "2026-11-02"}),
    )
    case_number = _text(
        "The case, where you know it.",
        "INB-2026-000123",
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(f"^{CASE_NUMBER}$"),
    )


class ReceiptOut(ma.Schema):
    """What became of a message."""

    id = fields.Integer(required=True)
    status = _text(
        "bewaard: kept until a case waits for it. bezorgd: a case heard it. herhaald: known already. "
        "postvak: a colleague looks. beantwoord: a colleague answered. vervallen: too old.",
        "bezorgd",
        required=True,
        validate=_values(PartnerMessageStatus),
    )
    repeated = fields.Boolean(required=True, metadata=_about("Whether the same message came before."))
    answer = _text("What a colleague answered.", required=True, allow_none=True)


class MessageType(ma.Schema):
    """A message that your organisation may send."""

    name = _text("Its name.", "aangemeld", required=True)
    payload = fields.Dict(
        required=True, metadata=_about("By process: JSON Schema (2020-12) of `payload` for its cases.")
    )


class MessageTypes(ma.Schema):
    """The messages that your organisation may send."""

    items = fields.List(fields.Nested(MessageType), required=True)


# What the officer sees of somebody: the columns of a register extract of Brussels, all text.
CheckPerson = In.from_dict({name: _cell(name) for name in CHECK_COLUMNS}, name="CheckPerson")


class CheckIn(In):
    """Somebody at the counter of a municipality of Brussels."""

    national_number = _text(
        "Of the person: 11 digits.", "85073003328", required=True, validate=validate.Regexp(_NUMBER)
    )
    person = fields.Nested(
        CheckPerson, load_default=dict, metadata=_about("What you see of the person today.")
    )
    grounds = _text(
        "The ground of an exemption, as shown.", allow_none=True, load_default=None, validate=_NAME
    )
    language = _text(
        "Of the letters.", "fr", load_default=None, allow_none=True, validate=_values(["nl", "fr"])
    )
    record = fields.Boolean(
        load_default=False, metadata=_about("Keep the check, and open the case that belongs to it.", True)
    )


class CheckOut(ma.Schema):
    """What the law says of somebody."""

    outcome = fields.String(required=True, validate=_values(Obligation))
    reason = _text("Why, in Dutch.", required=True)
    basis = _text("On what law it rests.", required=True)
    conditions = fields.Dict(required=True, metadata=_about("Each condition, and what is known about it."))
    recorded = fields.Boolean(required=True)
    case_number = _text("The case that it opened, or that ran.", required=True, allow_none=True)
