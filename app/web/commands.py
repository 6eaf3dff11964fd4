"""A form that changes a case: its hidden fields make the same click count once and a stale page known."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import request

COMMAND, VERSION = "_opdracht", "_versie"


@dataclass(frozen=True)
class Command:
    """What came with a post: the id of this one command, and the version of the case that the page showed."""

    id: str | None
    version: int | None


def posted_command() -> Command:
    """The hidden fields of the form that was sent."""
    return Command(request.form.get(COMMAND, "")[:64] or None, request.form.get(VERSION, type=int))


def new_command_id() -> str:
    """For the hidden field of a page that is about to be shown."""
    return secrets.token_hex(16)
