"""Lists in parts: a cursor says where the last part ended, so nothing is missed or told twice."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request

from app.domain.errors import DomainError

PAGE, PAGE_LIMIT = 50, 200
CURSOR_LIMIT = 40  # characters
_LARGEST = 2**63 - 1  # what a database can hold


def after(query: Mapping[str, Any]) -> int:
    """The id after which the part begins; 0 without a cursor. Raises DomainError `bladwijzer_ongeldig`."""
    cursor = query.get("cursor")
    if cursor is None:
        return 0
    try:
        number = int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
    except (binascii.Error, ValueError):
        raise DomainError("bladwijzer_ongeldig") from None
    if not 0 <= number <= _LARGEST:
        raise DomainError("bladwijzer_ongeldig")
    return number


def part(rows: Sequence[Any], limit: int) -> tuple[Sequence[Any], str | None, dict[str, str]]:
    """Of `limit` + 1 rows the first `limit`, the cursor of what follows, and the Link header for it."""
    if len(rows) <= limit:
        return rows, None, {}
    shown = rows[:limit]
    cursor = base64.urlsafe_b64encode(str(shown[-1].id).encode()).decode().rstrip("=")
    address = f"{request.path}?{urlencode({**request.args.to_dict(), 'cursor': cursor})}"
    return shown, cursor, {"Link": f'<{address}>; rel="next"'}
