"""The mail of a desk: what is ready, what is stuck, print batches, what left, what came back, addresses."""

from __future__ import annotations

from app.web.letters import addresses, batches, files, french, one, overview  # noqa: F401 - their routes
from app.web.letters.base import blueprint

__all__ = ["blueprint"]
