"""The few marks that a text in a form may carry: headings, paragraphs, lists, emphasis. Never HTML."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_MARKS = ["heading", "list", "emphasis", "newline"]
_CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
}
_reader = MarkdownIt("zero", {"html": False, "breaks": True}).enable(_MARKS)


def render_markdown(text: str) -> Markup:
    """The text as HTML in the style of the pages; its largest heading is the page's second."""
    tokens = _reader.parse(text)
    for token in tokens:
        _dress(token)
    return Markup(_reader.renderer.render(tokens, _reader.options, {}))  # noqa: S704 - escaped by the reader


def _dress(token: Token) -> None:
    if token.tag.startswith("h") and token.tag[1:].isdigit():
        token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
    if token.nesting == 1 and token.tag in _CLASSES:
        token.attrSet("class", _CLASSES[token.tag])
