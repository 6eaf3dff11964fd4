"""Who may do what: the whole matrix, written out a second time."""

from __future__ import annotations

import pytest

from app.domain.permissions import ALLOWED, ROLES_WITH_PEOPLE, Action, may, sees, works_on
from app.domain.vocabulary import Role

MATRIX = """
                    tra dos tea han gem ggc par pro rap beh
see_worklist        x   x   x   x   x   x   .   .   .   .
see_case            x   x   x   x   x   x   .   .   .   .
see_person          x   x   x   x   x   x   .   .   .   .
search              x   x   x   x   x   x   .   .   .   .
claim_task          x   x   x   x   x   x   .   .   .   .
release_task        x   x   x   x   x   x   .   .   .   .
complete_task       x   x   x   x   x   x   .   .   .   .
distribute          .   .   x   .   .   .   .   .   .   .
record_message      x   x   x   x   x   x   .   .   .   .
move_term           .   x   x   x   x   x   .   .   .   .
register_at_desk    x   x   x   .   .   .   .   .   .   .
create_person       x   x   x   .   x   .   .   .   .   .
import_register     .   .   .   .   .   .   .   .   .   x
undo_import         .   .   .   .   .   .   .   .   .   x
see_imported        x   x   x   x   x   x   .   .   .   x
print_letters       .   x   x   x   x   x   .   .   .   .
record_sent_dates   .   x   x   x   x   x   .   .   .   .
cancel_letter       .   x   x   x   x   x   .   .   .   .
ask_french          .   x   x   x   x   x   .   .   .   .
check_address       .   x   x   x   x   x   .   .   .   .
decide_fine         .   .   .   x   .   x   .   .   .   .
sign_fine           .   .   .   x   .   x   .   .   .   .
resolve_incident    .   .   .   .   .   .   .   .   .   x
propose_repair      .   x   x   x   x   x   .   .   .   x
approve_repair      .   .   x   x   .   x   .   .   .   x
see_reports         .   .   x   x   .   .   .   x   x   x
see_release         x   x   x   x   x   x   .   x   x   x
edit_release        .   .   .   .   .   .   .   x   .   .
publish_release     .   .   .   .   .   .   .   x   .   .
apply_new_length    .   .   .   .   .   .   .   x   .   .
manage_people       .   .   .   .   .   .   .   .   .   x
move_demo_clock     .   .   .   .   .   .   .   .   .   x
check_obligation    .   .   .   .   x   .   .   .   .   .
use_partner_desk    .   .   .   .   .   .   x   .   .   .
involve_partner     x   x   x   .   .   .   .   .   .   .
answer_tray         x   x   x   x   x   x   .   .   .   .
exchange_files      .   .   x   x   x   x   .   .   .   x
manage_connections  .   .   .   .   .   .   .   .   .   x
"""


def test_the_matrix() -> None:
    lines = MATRIX.strip().splitlines()
    expected = {action: marks for action, *marks in (line.split() for line in lines[1:])}
    assert set(expected) == set(Action)
    for action in Action:
        marks = ["x" if may([role], action) else "." for role in Role]
        assert marks == expected[action], action


def test_every_role_is_in_the_table() -> None:
    assert set(ALLOWED) == set(Role)


def test_several_roles_add_up_and_unknown_ones_allow_nothing() -> None:
    assert may(["rapporteur", "proceseigenaar"], Action.EDIT_RELEASE)
    assert not may(["burgemeester"], Action.SEE_RELEASE)
    assert not may([], Action.SEE_RELEASE)


def test_central_roles_never_see_people() -> None:
    assert {Role.PROCESS_OWNER, Role.REPORTER, Role.ADMINISTRATOR}.isdisjoint(ROLES_WITH_PEOPLE)


@pytest.mark.parametrize(
    ("organisation", "case_organisation", "roles", "linked", "read", "work"),
    [
        ("atlas", "atlas", ["dossierbeheerder"], [], True, True),
        ("atlas", "in_gent", ["dossierbeheerder"], [], False, False),
        ("atlas", "abb_handhaving", ["dossierbeheerder"], ["atlas"], False, False),
        ("abb_handhaving", "abb_handhaving", ["handhavingsambtenaar"], [], True, True),
        ("abb_handhaving", "atlas", ["handhavingsambtenaar"], ["abb_handhaving"], True, False),
        ("abb_handhaving", "atlas", ["handhavingsambtenaar"], [], False, False),
        ("abb_handhaving", "atlas", ["rapporteur"], ["abb_handhaving"], False, False),
        ("abb", "atlas", ["beheerder"], [], False, False),
        ("abb", "abb", ["dossierbeheerder"], [], False, False),
        ("atlas", None, ["dossierbeheerder"], [], False, False),
        (None, None, ["dossierbeheerder"], [], False, False),
    ],
)
def test_whose_cases(
    organisation: str | None,
    case_organisation: str | None,
    roles: list[str],
    linked: list[str],
    read: bool,
    work: bool,
) -> None:
    assert sees(organisation, case_organisation, roles, linked_to=linked) is read
    assert works_on(organisation, case_organisation, roles) is work
