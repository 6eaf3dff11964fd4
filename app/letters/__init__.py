"""Letters: a template and facts in, a PDF that lasts out; print batches out, sent dates back in."""

from __future__ import annotations

from app.letters.render import Pdf, Renderer, render
from app.letters.templates import in_language

__all__ = ["Pdf", "Renderer", "in_language", "render"]
