"""Every table of Traject, by subject; import them from here."""

from __future__ import annotations

from app.db.tables.access import account, account_role, login_session, organisation, setting
from app.db.tables.api_tokens import api_answer, api_token
from app.db.tables.base import metadata
from app.db.tables.casework import answer, audit, case, command, incident, message, subscription, task
from app.db.tables.enforcement import decision, infringement, milestone, payment, revision
from app.db.tables.enrolments import attendance, attendance_change, enrolment
from app.db.tables.exchange import disclosure, exchange_file, incoming_file, incoming_rejection
from app.db.tables.imports import import_before, import_effect
from app.db.tables.letters import (
    address_check,
    document,
    letter,
    print_batch,
)
from app.db.tables.operations import lease, worker
from app.db.tables.partners import partner_message
from app.db.tables.people import (
    classification,
    import_rejection,
    import_run,
    obligation_check,
    person,
    person_history,
    person_token,
)
from app.db.tables.releases import release
from app.db.tables.repairs import repair, retry_run
from app.db.tables.terms import suspension, term, term_change
from app.db.tables.webhooks import webhook, webhook_cursor, webhook_delivery, webhook_event, webhook_hint

__all__ = [
    "account",
    "account_role",
    "address_check",
    "answer",
    "api_answer",
    "api_token",
    "attendance",
    "attendance_change",
    "audit",
    "case",
    "classification",
    "command",
    "decision",
    "disclosure",
    "document",
    "enrolment",
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
    "obligation_check",
    "organisation",
    "partner_message",
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
    "webhook",
    "webhook_cursor",
    "webhook_delivery",
    "webhook_event",
    "webhook_hint",
    "worker",
]
