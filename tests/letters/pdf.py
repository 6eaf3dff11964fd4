"""Looking into a PDF."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def text(content: bytes) -> str:
    """All pages, with the spaces that do not break as plain ones."""
    return "\n\f\n".join(pages(content)).replace("\u00a0", " ")


def flat(content: bytes) -> str:
    """The text as one line, for looking up a sentence that may be broken over lines."""
    return " ".join(text(content).split())
