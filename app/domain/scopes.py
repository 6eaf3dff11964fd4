"""What a token of the API may be used for; it never allows more than the roles of its account do."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from app.domain.permissions import Action, may
from app.domain.vocabulary import Role


class Scope(StrEnum):
    """One kind of use; each route of the API names one."""

    SEND_MESSAGES = "berichten:schrijven"
    READ_CASES = "dossiers:lezen"
    READ_TASKS = "taken:lezen"
    DO_TASKS = "taken:doen"
    CHECK = "nakijken"

    @property
    def actions(self) -> frozenset[Action]:
        """What somebody's role must allow, one of these at least, before a token may be used so."""
        return _ACTIONS[self]


_ACTIONS = {
    Scope.SEND_MESSAGES: frozenset({Action.RECORD_MESSAGE, Action.USE_PARTNER_DESK}),
    Scope.READ_CASES: frozenset({Action.SEE_CASE}),
    Scope.READ_TASKS: frozenset({Action.SEE_WORKLIST}),
    Scope.DO_TASKS: frozenset({Action.COMPLETE_TASK}),
    Scope.CHECK: frozenset({Action.CHECK_OBLIGATION}),
}


def allows(roles: Collection[Role | str], scope: Scope) -> bool:
    """Whether the roles allow this use. People decide about a fine, and two of them: no program does that."""
    if scope is Scope.DO_TASKS and may(roles, Action.DECIDE_FINE):
        return False
    return any(may(roles, action) for action in scope.actions)


# The roles that a token can have: of work that the API offers. Nobody manages Traject by token.
TOKEN_ROLES = tuple(role for role in Role if any(allows([role], scope) for scope in Scope))
