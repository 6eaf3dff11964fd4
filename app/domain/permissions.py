"""Who may do what: one table of roles and actions, and whose cases somebody sees.

A role says what a person may do, the organisation says with which cases. Somebody with several roles may do
what any of them allows. Completing a task also asks for the role of its lane; that is checked with the task.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from app.domain.organisations import Organisation
from app.domain.vocabulary import Role


class Action(StrEnum):
    """Everything a screen, command or partner may ask; each route names one."""

    SEE_WORKLIST = "see_worklist"
    SEE_CASE = "see_case"
    SEE_PERSON = "see_person"
    SEARCH = "search"
    CLAIM_TASK = "claim_task"
    RELEASE_TASK = "release_task"
    COMPLETE_TASK = "complete_task"
    DISTRIBUTE = "distribute"
    RECORD_MESSAGE = "record_message"
    MOVE_TERM = "move_term"
    REGISTER_AT_DESK = "register_at_desk"
    CREATE_PERSON = "create_person"
    IMPORT_REGISTER = "import_register"
    UNDO_IMPORT = "undo_import"
    SEE_IMPORTED = "see_imported"
    PRINT_LETTERS = "print_letters"
    RECORD_SENT_DATES = "record_sent_dates"
    CANCEL_LETTER = "cancel_letter"
    ASK_FRENCH = "ask_french"
    CHECK_ADDRESS = "check_address"
    DECIDE_FINE = "decide_fine"
    SIGN_FINE = "sign_fine"
    RESOLVE_INCIDENT = "resolve_incident"
    PROPOSE_REPAIR = "propose_repair"
    APPROVE_REPAIR = "approve_repair"
    SEE_REPORTS = "see_reports"
    SEE_RELEASE = "see_release"
    EDIT_RELEASE = "edit_release"
    PUBLISH_RELEASE = "publish_release"
    APPLY_NEW_LENGTH = "apply_new_length"
    MANAGE_PEOPLE = "manage_people"
    MOVE_DEMO_CLOCK = "move_demo_clock"
    CHECK_OBLIGATION = "check_obligation"  # the municipal counter of Brussels
    USE_PARTNER_DESK = "use_partner_desk"
    INVOLVE_PARTNER = "involve_partner"  # who teaches or guides somebody: only then that partner sees them
    ANSWER_TRAY = "answer_tray"  # messages of partners that fit no case
    EXCHANGE_FILES = "exchange_files"  # payments, results, DVZ, GGC
    MANAGE_CONNECTIONS = "manage_connections"  # tokens and webhooks


_WORK = {
    Action.SEE_WORKLIST,
    Action.SEE_CASE,
    Action.SEE_PERSON,
    Action.SEARCH,
    Action.CLAIM_TASK,
    Action.RELEASE_TASK,
    Action.COMPLETE_TASK,
    Action.RECORD_MESSAGE,
    Action.SEE_IMPORTED,
    Action.SEE_RELEASE,
}
_DESK = {Action.REGISTER_AT_DESK, Action.CREATE_PERSON}
_POST = {
    Action.PRINT_LETTERS,
    Action.RECORD_SENT_DATES,
    Action.CANCEL_LETTER,
    Action.CHECK_ADDRESS,
    Action.ASK_FRENCH,
}
_PARTNERS = {Action.INVOLVE_PARTNER, Action.ANSWER_TRAY}
# Suspension, extension, postponement, and what becomes of a step that failed: for the desk of the file.
_CLOCK = {Action.MOVE_TERM, Action.PROPOSE_REPAIR}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.TRAJECTORY_COUNSELLOR: frozenset(_WORK | _DESK | _PARTNERS),
    Role.CASE_MANAGER: frozenset(_WORK | _DESK | _POST | _CLOCK | _PARTNERS),
    Role.TEAM_LEAD: frozenset(
        _WORK
        | _DESK
        | _POST
        | _CLOCK
        | _PARTNERS
        | {Action.DISTRIBUTE, Action.SEE_REPORTS, Action.APPROVE_REPAIR, Action.EXCHANGE_FILES}
    ),
    Role.ENFORCEMENT_OFFICER: frozenset(
        _WORK
        | _POST
        | _CLOCK
        | {
            Action.DECIDE_FINE,
            Action.SIGN_FINE,
            Action.SEE_REPORTS,
            Action.APPROVE_REPAIR,
            Action.ANSWER_TRAY,
            Action.EXCHANGE_FILES,
        }
    ),
    Role.MUNICIPAL_OFFICER: frozenset(
        _WORK
        | _POST
        | _CLOCK
        | {Action.CREATE_PERSON, Action.CHECK_OBLIGATION, Action.ANSWER_TRAY, Action.EXCHANGE_FILES}
    ),
    Role.GGC_OFFICER: frozenset(
        _WORK
        | _POST
        | _CLOCK
        | {
            Action.DECIDE_FINE,
            Action.SIGN_FINE,
            Action.APPROVE_REPAIR,
            Action.ANSWER_TRAY,
            Action.EXCHANGE_FILES,
        }
    ),
    Role.PARTNER: frozenset({Action.USE_PARTNER_DESK}),
    Role.PROCESS_OWNER: frozenset(
        {
            Action.SEE_RELEASE,
            Action.EDIT_RELEASE,
            Action.PUBLISH_RELEASE,
            Action.APPLY_NEW_LENGTH,
            Action.SEE_REPORTS,
        }
    ),
    Role.REPORTER: frozenset({Action.SEE_REPORTS, Action.SEE_RELEASE}),
    Role.ADMINISTRATOR: frozenset(
        {
            Action.MANAGE_PEOPLE,
            Action.IMPORT_REGISTER,
            Action.UNDO_IMPORT,
            Action.SEE_IMPORTED,
            Action.RESOLVE_INCIDENT,
            Action.PROPOSE_REPAIR,
            Action.APPROVE_REPAIR,
            Action.MOVE_DEMO_CLOCK,
            Action.SEE_RELEASE,
            Action.SEE_REPORTS,
            Action.EXCHANGE_FILES,
            Action.MANAGE_CONNECTIONS,
        }
    ),
}
# Roles whose work is with people; the others never see who somebody is.
ROLES_WITH_PEOPLE = frozenset(role for role, actions in ALLOWED.items() if Action.SEE_PERSON in actions)


def may(roles: Collection[Role | str], action: Action) -> bool:
    """Whether any of the roles allows the action; a name that is no role allows nothing."""
    known = {role.value for role in Role}
    return any(action in ALLOWED[Role(role)] for role in roles if role in known)


def works_on(organisation: str | None, case_organisation: str | None, roles: Collection[Role | str]) -> bool:
    """Whether somebody may act in a case: it is of the own organisation, and a role works with cases.

    Central roles (process owner, reporter, administrator) work with figures and models, never with a case,
    and a case that has no organisation yet belongs to nobody.
    """
    if organisation is None or organisation == Organisation.CENTRAL:
        return False
    return organisation == case_organisation and may(roles, Action.SEE_CASE)


def may_repair(
    organisation: str | None,
    case_organisation: str | None,
    roles: Collection[Role | str],
    action: Action = Action.PROPOSE_REPAIR,
) -> bool:
    """Whether somebody may propose (or approve) a repair in a case: its own desk, and who resolves incidents.

    That the two are two people is checked with the proposal itself.
    """
    everywhere = may(roles, Action.RESOLVE_INCIDENT)
    return may(roles, action) and (everywhere or works_on(organisation, case_organisation, roles))


def sees(
    organisation: str | None,
    case_organisation: str | None,
    roles: Collection[Role | str],
    *,
    linked_to: Collection[str | None] = (),
) -> bool:
    """Whether somebody may read a case: one to work on, or one behind a file of enforcement.

    `linked_to` are the organisations of the cases linked to it (parents and children): enforcement reads the
    infringement and the trajectory from which its own file grew, and changes nothing there.
    """
    if works_on(organisation, case_organisation, roles):
        return True
    return (
        organisation == Organisation.ENFORCEMENT and organisation in linked_to and may(roles, Action.SEE_CASE)
    )
