"""GET /cases: the cases of one's own organisation, where each stands and what happened in it."""

from __future__ import annotations

from typing import Any

from app.casework import releases
from app.domain.scopes import Scope
from app.insight.case_feed import CaseFacts, Wanted, one_case, open_by_number, own_cases
from app.insight.timeline import Entry, history
from app.web.api.blueprint import blueprint, conditional, get
from app.web.api.guard import current_actor
from app.web.api.paging import after, part
from app.web.api.schemas import Case, CaseList, CaseQuery, Timeline
from app.web.context import database


@get("/cases", Scope.READ_CASES, 422, tag="Cases")
@blueprint.arguments(CaseQuery, location="query", unknown="raise")
@blueprint.response(200, CaseList, headers={"Link": {"$ref": "#/components/headers/NextPage"}})
def list_cases(query: dict[str, Any]) -> Any:
    """The cases of your organisation

    In the order in which they began. To keep a copy up to date, ask now and then for `changed_since` the
    moment at which you asked before, and go through all parts.
    """
    wanted = Wanted(*(query.get(name) for name in ("process", "status", "outcome", "changed_since")))
    with database().read() as tx:
        rows = own_cases(tx, current_actor(), wanted, after(query), query["limit"] + 1)
    shown, following, headers = part(rows, query["limit"])
    return {"items": [_line(row) for row in shown], "next": following}, headers


@get("/cases/<case_number:number>", Scope.READ_CASES, 404, tag="Cases")
@conditional
@blueprint.response(200, Case)
def show_case(number: str) -> dict[str, Any]:
    """Where one case stands

    Its open tasks, its terms, and the messages that it can hear now.
    """
    with database().read() as tx:
        return _case(one_case(tx, current_actor(), number, releases.load))


@get("/cases/<case_number:number>/timeline", Scope.READ_CASES, 404, tag="Cases")
@conditional
@blueprint.response(200, Timeline)
def show_timeline(number: str) -> dict[str, Any]:
    """What happened in a case

    Newest first. What people wrote down stays in the case itself.
    """
    with database().read() as tx:
        opened, release, process = open_by_number(tx, current_actor(), number, releases.load)
        story = history(tx, opened.row.id, release, process)
    return {"number": number, "items": [_event(entry) for entry in story.entries]}


def _line(row: Any) -> dict[str, Any]:
    return {**row._mapping, "person": row._mapping}


def _case(found: CaseFacts) -> dict[str, Any]:
    return {
        **_line(found.row),
        "process_name": found.process_name,
        "outcome_name": found.outcome_name,
        "tasks": [{**task._mapping, "taken": task.assignee_id is not None} for task in found.tasks],
        "terms": found.terms,
        "waits_for": found.waits_for,
        "linked": found.linked,
    }


def _event(entry: Entry) -> dict[str, Any]:
    letter = entry.letter
    return {
        "at": entry.at,
        "kind": entry.kind,
        "what": entry.what,
        "who": entry.who,
        "then": entry.then,
        "outcome": entry.outcome,
        "letter": {"id": letter.letter_id, "template": letter.template} if letter else None,
    }
