"""Every table of Traject, by subject; import them from here."""

from __future__ import annotations

from app.db.tables.access import account, account_role, login_session, organisation, setting
from app.db.tables.base import metadata
from app.db.tables.casework import answer, audit, case, command, incident, message, subscription, task
from app.db.tables.enforcement import decision, infringement, milestone, payment, revision
from app.db.tables.exchange import disclosure, exchange_file, incoming_file, incoming_rejection
from app.db.tables.imports import import_before, import_effect
from app.db.tables.letters import (
    address_check,
    document,
    letter,
    print_batch,
)
from app.db.tables.operations import lease, worker
from app.db.tables.people import (
    classification,
    import_rejection,
    import_run,
    person,
    person_history,
    person_token,
)
from app.db.tables.releases import release
from app.db.tables.repairs import repair, retry_run
from app.db.tables.terms import suspension, term, term_change

__all__ = [
    "account",
    "account_role",
    "address_check",
    "answer",
    "audit",
    "case",
    "classification",
    "command",
    "decision",
    "disclosure",
    "document",
    "exchange_file",
    "import_before",
    "import_effect",
    "import_rejection",
    "import_run",
    "incident",
    "incoming_file",
    "incoming_rejection",
    "infringement",
    "lease",
    "letter",
    "login_session",
    "message",
    "metadata",
    "milestone",
    "organisation",
    "payment",
    "person",
    "person_history",
    "person_token",
    "print_batch",
    "release",
    "repair",
    "retry_run",
    "revision",
    "setting",
    "subscription",
    "suspension",
    "task",
    "term",
    "term_change",
    "worker",
]
