"""How wide words are and how they break over lines, without a browser: the advance widths of Arial."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LINE_HEIGHT = 1.2
# A fallback font may be a little wider than Arial.
SAFETY = 1.03
BOLD = 1.08
SIZES = (12.0, 11.5, 11.0, 10.5, 10.0)
SMALL_SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)

# Thousandths of the font size, grouped by width.
_GROUPS = {
    191: "'",
    222: "ijl‘’‚",
    260: "|",
    278: " !,./:;I[\\]ft·",
    333: "()-`r“”„¡",
    334: "{}",
    355: '"',
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu€§«»–¿",
    584: "+<=>~×÷±¬",
    611: "FTZß",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%æ",
    944: "W",
    1000: "—…→←Æ™",
    1015: "@",
}
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_UNKNOWN = 700
_WIDE = 1000


@dataclass(frozen=True, slots=True)
class Block:
    """Broken text: its lines and the font size at which they fit."""

    lines: tuple[str, ...]
    size: float
    is_bold: bool = False

    @property
    def width(self) -> float:
        return max((measure(line, self.size, is_bold=self.is_bold) for line in self.lines), default=0.0)

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LINE_HEIGHT


def measure(words: str, size: float, *, is_bold: bool = False) -> float:
    """Width of one line in pixels."""
    thousandths = sum(_letter_width(letter) for letter in words)
    return thousandths / 1000 * size * SAFETY * (BOLD if is_bold else 1)


# The same names come back on every page that shows a diagram.
@lru_cache(maxsize=4096)
def wrap(words: str, width: float, size: float, *, is_bold: bool = False) -> Block:
    """Lines of at most `width`, evenly filled; only a word that is too wide itself is broken."""
    lines = _greedy(words, width, size, is_bold)
    narrower = lines
    # The same number of lines in less width: "Melding aan / de balie", not "Melding aan de / balie".
    target = width
    while len(narrower) == len(lines) and target > width * 0.4:
        lines = narrower
        target -= 4
        narrower = _greedy(words, target, size, is_bold)
        if _breaks_a_word(narrower, words):
            break
    return Block(tuple(lines), size, is_bold)


def fit(words: str, width: float, height: float, *, is_bold: bool = False) -> Block:
    """The text as large as fits the box; cut with an ellipsis only when nothing else is left."""
    for block in sized(words, width, is_bold=is_bold):
        if block.height <= height:
            return block
    return cut(wrap(words, width, SMALL_SIZES[-1], is_bold=is_bold), width, height)


def sized(words: str, width: float, *, is_bold: bool = False) -> Iterator[Block]:
    """The text at every acceptable size, best first: whole words while they are readable, then broken."""
    for size in SIZES:
        block = wrap(words, width, size, is_bold=is_bold)
        if not _breaks_a_word(block.lines, words):
            yield block
    yield from (wrap(words, width, size, is_bold=is_bold) for size in SMALL_SIZES)


def _greedy(words: str, width: float, size: float, is_bold: bool) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined, size, is_bold=is_bold) <= width:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, width, size, is_bold))
    return lines


def _pieces(word: str, width: float, size: float, is_bold: bool) -> list[str]:
    """The word, broken with hyphens into parts that fit; a single letter always fits."""
    parts: list[str] = []
    while measure(word, size, is_bold=is_bold) > width and len(word) > 1:
        end = len(word) - 1
        while end > 1 and measure(word[:end] + "-", size, is_bold=is_bold) > width:
            end -= 1
        end = _syllable_end(word, end)
        parts.append(word[:end].rstrip("-") + "-")
        word = word[end:]
    return [*parts, word]


def _syllable_end(word: str, latest: int) -> int:
    """The last place before `latest` where a vowel-consonant|consonant-vowel border allows a break."""
    for end in range(latest, max(2, latest - 5), -1):
        if word[end - 1] in "-/":
            return end
        if _is_vowel(word[end]) or end + 1 >= len(word):
            continue
        if _is_vowel(word[end + 1]) and len(word) - end > 2:
            return end
    return latest


def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter)[0].lower() in "aeiouy"


def _breaks_a_word(lines: Sequence[str], words: str) -> bool:
    return " ".join(lines) != " ".join(words.split())


def cut(block: Block, width: float, height: float) -> Block:
    """As many lines as the box holds, the last one ending in an ellipsis."""
    if not block.lines:
        return block
    room = max(1, int(height // (block.size * LINE_HEIGHT)))
    last = block.lines[room - 1]
    while last and measure(last + "…", block.size, is_bold=block.is_bold) > width:
        last = last[:-1]
    return Block((*block.lines[: room - 1], last.rstrip() + "…"), block.size, block.is_bold)


def _letter_width(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    if unicodedata.combining(letter):
        return 0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _UNKNOWN
