"""A name may stand in any script: it is printed, in a file that keeps the same promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from app.letters import Pdf, Renderer
from app.letters.render import FONT_FOLDER
from app.letters.samples import DAY, Facts, samples

DATA = Path(__file__).parents[1] / "data"
TEMPLATE = "uitnodiging_startgesprek"
WINDOW_BOTTOM = (297 - 78) / 25.4 * 72  # in points above the lower edge of the sheet
NAMES = {
    "NotoSansArabic": "محمد بن عبد الله",
    "NotoSansHebrew": "בן־שמעון נועם",
    "NotoSansSyriac": "ܐܦܪܝܡ ܣܘܪܝܝܐ",
    "NotoSansTifinagh": "ⵜⵓⴷⴰ ⴰⵎⵣⵉⵖ",
    "NotoSansEthiopic": "ሳባ ተስፋይ",
    "NotoSansArmenian": "Արամ Խաչատրյան",
    "NotoSansGeorgian": "ნინო ბერიძე",
    "NotoSansDevanagari": "प्रिया शर्मा",
    "NotoSansBengali": "সুমিত মুখোপাধ্যায়",
    "NotoSansGurmukhi": "ਹਰਪ੍ਰੀਤ ਸਿੰਘ",
    "NotoSansGujarati": "કૃષ્ણા પટેલ",
    "NotoSansOriya": "ପ୍ରଦୀପ ଦାସ",
    "NotoSansTamil": "கிருஷ்ணன்",
    "NotoSansTelugu": "శ్రీనివాస్",
    "NotoSansKannada": "ಕೃಷ್ಣ ರಾವ್",
    "NotoSansMalayalam": "ലക്ഷ്മി നായർ",
    "NotoSansSinhala": "ශ්‍රී පෙරේරා",
    "NotoSansThaana": "އަހުމަދު",
    "NotoSansThai": "สมชาย ประเสริฐ์",
    "NotoSansLao": "ສົມສັກ ວົງສາ",
    "NotoSansKhmer": "សុខ ស្រីមុំ",
    "NotoSansMyanmar": "အောင်ဆန်း",
    "NotoSerifTibetan": "བསྟན་འཛིན་རྒྱ་མཚོ",
    "NotoSansSC": "王小明 漢字 山田 さくら エミ",
    "NotoSansKR": "김민준",
}

Letter = Callable[[Facts], Pdf]


def invitation(name: str) -> Facts:
    facts = samples("vlaanderen")[f"{TEMPLATE}.plicht"]
    facts["persoon"]["naam"] = name
    return facts


@pytest.mark.parametrize("font", NAMES)
def test_a_name_is_set_in_the_font_of_its_script(font: str, letter: Letter) -> None:
    made = letter(invitation(NAMES[font]))
    assert made.pages == 2
    others = {name for name in _fonts(made.content) if "SourceSans3" not in name}
    assert {name.split("+")[1].split("-")[0] for name in others} == {font}


@pytest.mark.parametrize("font", NAMES)
def test_the_file_is_no_less_accessible_and_lasting(font: str, letter: Letter) -> None:
    xmp = PdfReader(BytesIO(letter(invitation(NAMES[font])).content)).xmp_metadata
    assert xmp is not None
    raw = xmp.rdf_root.toxml()
    assert "<pdfuaid:part>1</pdfuaid:part>" in raw
    assert "<pdfaid:part>2</pdfaid:part>" in raw
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in raw


def test_same_name_same_bytes(templates: dict[str, str]) -> None:
    facts = invitation(" ".join(NAMES.values()))
    first = Renderer().render(templates, TEMPLATE, facts, day=DAY)
    assert first == Renderer().render(templates, TEMPLATE, facts, day=DAY)


@pytest.mark.parametrize("extract", ["register_2026-10.csv", "register_2026-11.csv"])
def test_everybody_in_the_register_can_be_written_to(extract: str, letter: Letter) -> None:
    lines = (DATA / extract).read_text(encoding="utf-8").splitlines()
    unusual = [line for line in lines if max(line) > "\u024f"]
    assert unusual
    assert letter(invitation("\n".join(unusual))).pages >= 2


def test_the_templates_name_every_font_there_is_and_no_other(templates: dict[str, str]) -> None:
    named = re.search(r"#let lettertypes = \((.*?)\)", templates["_brief.typ"], re.DOTALL)
    assert named is not None
    there = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)]
    )
    assert sorted(re.findall(r'"([^"]+)"', named[1])) == sorted(there.families())


def test_every_font_has_its_licence_beside_it() -> None:
    licences = {path.stem.replace("-", "") for path in FONT_FOLDER.glob("*.LICENSE_FONT")}
    families = {path.stem.split("_")[0].casefold() for path in FONT_FOLDER.glob("*.ttf")}
    assert families == licences


@pytest.mark.parametrize("length", [20, 33, 60, 150])
def test_a_wide_script_leaves_the_address_in_the_window(length: int, letter: Letter) -> None:
    heights: list[float] = []

    def last_address_line(text: str, matrix: list[float], own: list[float], *_: object) -> None:
        if text.strip() == "9000 Gent":
            heights.append(matrix[5] + own[5] * matrix[3])

    content = letter(invitation("漢字" * length)).content
    PdfReader(BytesIO(content)).pages[0].extract_text(visitor_text=last_address_line)
    assert len(heights) == 2, "the sender's and the addressee's"
    assert min(heights) > WINDOW_BOTTOM


def _fonts(content: bytes) -> set[str]:
    """`ABCDEF+SourceSans3-Regular`, ... of all pages."""
    return {
        str(font["/BaseFont"]).removeprefix("/")
        for page in PdfReader(BytesIO(content)).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
