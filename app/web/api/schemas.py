"""What goes into and comes out of the API: names in English, values in Dutch as they are stored."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.domain.scopes import Scope
from app.domain.vocabulary import CaseStatus, Role, TaskStatus
from app.insight.task_feed import FREE, MINE
from app.web.api.paging import CURSOR_LIMIT, PAGE, PAGE_LIMIT

NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,59}$")
CASE_NUMBER = r"[A-Z]{3}-[0-9]{4}-[0-9]{6,12}"


def told(about: str, example: Any = None, **options: Any) -> fields.String:
    """A text, with what it means and an example."""
    return fields.String(metadata=meaning(about, example), **options)


def meaning(about: str, example: Any = None) -> dict[str, Any]:
    """What the description says of a field."""
    return {"description": about} | ({"examples": [example]} if example is not None else {})


def moment(about: str, **options: Any) -> fields.AwareDateTime:
    """An instant with its time zone."""
    return fields.AwareDateTime(
        format="iso", default_timezone=UTC, metadata=meaning(about, "2026-11-02T09:00:00+00:00"), **options
    )


def day_of(about: str, **options: Any) -> fields.Date:
    """A day of the calendar."""
    return fields.Date(metadata=meaning(about, "2026-11-02"), **options)


def one_of(of: Any) -> validate.OneOf:
    """One of the stored values of an enumeration."""
    return validate.OneOf([str(each) for each in of])


class In(ma.Schema):
    """What comes in: a field that is not described is refused."""

    class Meta:
        unknown = ma.RAISE


class FieldProblem(ma.Schema):
    """One field that is wrong."""

    field = told("The field: `payload.mo`, or `?limit` of the address.", "payload.mo", required=True)
    detail = told("What is wrong with it.", "Dit veld ontbreekt.", required=True)


class Problem(ma.Schema):
    """What went wrong (RFC 9457), with sentences in the language of Accept-Language: nl, fr or en."""

    type = told("The code as a URN.", "urn:traject:problem:token_onbekend", required=True)
    title = told("What it is about.", "Geen geldig token", required=True)
    status = fields.Integer(required=True, metadata=meaning("The HTTP status.", 401))
    code = told(
        "What a program looks at; it stays the same in every language.", "token_onbekend", required=True
    )
    detail = told("What is wrong and what to do.", "Dit token bestaat niet.", required=True)
    errors = fields.List(fields.Nested(FieldProblem), metadata=meaning("The fields that are wrong."))


class Me(ma.Schema):
    """Whose token this is."""

    name = told("For which system the token was made.", "Leerlingvolgsysteem", required=True)
    organisation = told("Its code.", "in_gent", required=True)
    organisation_name = told("Its name.", "IN-Gent", required=True)
    scopes = fields.List(fields.String(validate=one_of(Scope)), required=True)
    roles = fields.List(fields.String(validate=one_of(Role)), required=True)
    expires_on = day_of("The last day on which the token works.", required=True)


class PageQuery(In):
    """Which part of a list."""

    cursor = told("`next` of the answer before.", validate=validate.Length(min=1, max=CURSOR_LIMIT))
    limit = fields.Integer(
        load_default=PAGE,
        validate=validate.Range(min=1, max=PAGE_LIMIT),
        metadata=meaning("How many at most.", 50),
    )


class CaseQuery(PageQuery):
    """Which cases."""

    process = told("The id of the process.", "inburgering", validate=NAME)
    status = told("Running or ended.", "lopend", validate=one_of(CaseStatus))
    outcome = told("How it ended.", "attest", validate=NAME)
    changed_since = moment("Only what changed at this moment or later.")


class Person(ma.Schema):
    """Who it is about."""

    national_number = told(
        "Number of the National Register or BIS.", "85073003328", required=True, allow_none=True
    )
    last_name = told("Last name.", "Testmans", required=True)
    first_name = told("First names.", "Ada", required=True, allow_none=True)


class CaseLine(ma.Schema):
    """One case in a list."""

    number = told("The number of the case.", "INB-2026-000123", required=True)
    process = told("The id of its process.", "inburgering", required=True)
    status = fields.String(required=True, validate=one_of(CaseStatus))
    outcome = told("How it ended; null while it runs.", "attest", required=True, allow_none=True)
    organisation = told("Whose case it is.", "in_gent", required=True, allow_none=True)
    version = fields.Integer(required=True, metadata=meaning("Higher with each step.", 3))
    started_at = moment("When it began.", required=True)
    ended_at = moment("When it ended.", required=True, allow_none=True)
    changed_at = moment("When the last thing happened in it.", required=True, allow_none=True)
    person = fields.Nested(Person, required=True)


class CaseList(ma.Schema):
    """A part of the list, in the order in which the cases began."""

    items = fields.List(fields.Nested(CaseLine), required=True)
    next = told("The cursor of what follows; null at the end.", required=True, allow_none=True)


class OpenTask(ma.Schema):
    """A task that waits in a case."""

    id = fields.Integer(required=True, metadata=meaning("The number of the task.", 12))
    element = told("The step of the diagram.", "intake_voeren", required=True)
    name = told("What is to be done.", "Intake voeren", required=True)
    role = fields.String(required=True, validate=one_of(Role))
    due_on = day_of("The last day in time; null without a term.", required=True, allow_none=True)
    taken = fields.Boolean(required=True, metadata=meaning("Whether somebody has taken it.", False))


class TermFacts(ma.Schema):
    """A term of a case."""

    code = told("Its code.", "startgesprek", required=True)
    name = told("Its name.", "Startgesprek", required=True)
    status = told("wacht, loopt, verstreken or vervallen.", "loopt", required=True)
    started_on = day_of("The day from which it is counted.", required=True, allow_none=True)
    last_day = day_of("The last day in time; null while it is not known.", required=True, allow_none=True)
    basis = told("On what law it rests, in Dutch.", "Decreet 7-6-2013, art. 29", required=True)


class LinkedCase(ma.Schema):
    """A case from which this one grew, or that grew from it."""

    number = fields.String(required=True)
    process = fields.String(required=True)
    status = fields.String(required=True, validate=one_of(CaseStatus))


class Case(CaseLine):
    """Where one case stands."""

    process_name = told("The name of its process.", "Inburgering", required=True)
    outcome_name = told("Its outcome in words.", required=True, allow_none=True)
    tasks = fields.List(fields.Nested(OpenTask), required=True)
    terms = fields.List(fields.Nested(TermFacts), required=True)
    waits_for = fields.List(
        fields.String(), required=True, metadata=meaning("Messages that it can hear now.", ["aangemeld"])
    )
    linked = fields.List(fields.Nested(LinkedCase), required=True)


class LetterFacts(ma.Schema):
    """The letter that an event is about."""

    id = fields.Integer(required=True)
    template = fields.String(required=True)


class Event(ma.Schema):
    """One thing that happened in a case."""

    at = moment("When.", required=True)
    kind = told("What kind of event.", "taak_voltooid", required=True)
    what = told("The step of the diagram, or the letter.", "Intake voeren", required=True)
    who = told(
        "Who did it; null where the clock, a file or another case did.", required=True, allow_none=True
    )
    then = fields.List(fields.String(), required=True, metadata=meaning("What followed by itself."))
    outcome = told("How the case ended by it.", required=True, allow_none=True)
    letter = fields.Nested(LetterFacts, required=True, allow_none=True)


class Timeline(ma.Schema):
    """What happened in a case, newest first."""

    number = fields.String(required=True)
    items = fields.List(fields.Nested(Event), required=True)


class TaskQuery(PageQuery):
    """Which tasks."""

    assigned = told("vrij: nobody has taken it. mijn: this token has.", FREE, validate=one_of([FREE, MINE]))
    case = told("Of one case.", "INB-2026-000123", validate=validate.Regexp(f"^{CASE_NUMBER}$"))


class TaskLine(OpenTask):
    """One open task in a list."""

    case = told("The number of its case.", "INB-2026-000123", required=True)
    case_version = fields.Integer(required=True)
    process = fields.String(required=True)
    created_at = moment("Since when it waits.", required=True)
    mine = fields.Boolean(required=True, metadata=meaning("Whether this token has taken it."))


class TaskList(ma.Schema):
    """A part of the list, in the order in which the tasks came."""

    items = fields.List(fields.Nested(TaskLine), required=True)
    next = told("The cursor of what follows; null at the end.", required=True, allow_none=True)


class Task(TaskLine):
    """One task with its form."""

    status = fields.String(required=True, validate=one_of(TaskStatus))
    may_do = fields.Boolean(required=True, metadata=meaning("Whether this token may do it now."))
    person = fields.Nested(Person, required=True)
    form = fields.Dict(required=True, metadata=meaning("JSON Schema (2020-12) of `answers`."))


class AnswersIn(In):
    """The answers to the form of a task."""

    answers = fields.Dict(
        keys=fields.String(), required=True, metadata=meaning("By the keys of the form.", {"mo": "behaald"})
    )
    case_version = fields.Integer(
        validate=validate.Range(min=0, max=2**31 - 1),
        metadata=meaning("Refuse when the case has moved on since this version."),
    )


class Done(ma.Schema):
    """A task that has been done, and where its case stands now."""

    id = fields.Integer(required=True)
    status = fields.String(required=True, validate=one_of(TaskStatus))
    case = fields.String(required=True)
    case_version = fields.Integer(required=True)
    case_status = fields.String(required=True, validate=one_of(CaseStatus))
