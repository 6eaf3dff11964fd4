"""What a letter is made of: standards, bytes, missing and hostile facts, closed templates."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.domain.errors import DomainError
from app.letters import Pdf, Renderer, render
from app.letters.samples import DAY, ENFORCEMENT, Facts, infringement, samples
from tests.letters.pdf import flat, pages

Letter = Callable[[Facts], Pdf]


@pytest.fixture
def invitation() -> Facts:
    return samples("vlaanderen")["uitnodiging_startgesprek.plicht"]


@pytest.fixture
def fine() -> Facts:
    return samples("vlaanderen")["besluit.boete"]


class TestFile:
    def test_claims_both_standards(self, letter: Letter, fine: Facts) -> None:
        xmp = PdfReader(BytesIO(letter(fine).content)).xmp_metadata
        assert xmp is not None
        raw = xmp.rdf_root.toxml()
        assert "<pdfuaid:part>1</pdfuaid:part>" in raw
        assert "<pdfaid:part>2</pdfaid:part>" in raw
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in raw

    def test_is_tagged_titled_and_in_dutch(self, letter: Letter, fine: Facts) -> None:
        reader = PdfReader(BytesIO(letter(fine).content))
        root = reader.trailer["/Root"]
        assert root["/Lang"] == "nl-BE"
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata is not None
        assert reader.metadata.title == "Besluit: administratieve geldboete"
        assert reader.metadata.author == ENFORCEMENT["organisatie"]

    @pytest.mark.parametrize(
        ("name", "language", "title"),
        [
            ("attest_van_verplichting", "nl-BE", "Attest van verplichting"),
            ("infobrochure_fr", "fr-BE", "Bienvenue à Bruxelles : votre parcours d’accueil"),
            ("brussel_sanctiebesluit_fr.boete", "fr-BE", "Décision : amende administrative"),
            (
                "brussel_overdracht_ggc.aanmelding",
                "nl-BE",
                "Overdracht van een dossier: weigering van het inburgeringstraject",
            ),
        ],
    )
    def test_of_brussels_is_as_accessible(self, letter: Letter, name: str, language: str, title: str) -> None:
        reader = PdfReader(BytesIO(letter(samples("brussel")[name]).content))
        root = reader.trailer["/Root"]
        assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == (language, True)
        assert reader.xmp_metadata is not None
        raw = reader.xmp_metadata.rdf_root.toxml()
        assert "<pdfuaid:part>1</pdfuaid:part>" in raw
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in raw
        assert reader.metadata is not None
        assert reader.metadata.title == title

    def test_same_facts_same_bytes(self, templates: dict[str, str], fine: Facts) -> None:
        first = Renderer().render(templates, "besluit", fine, day=DAY)
        second = Renderer().render(dict(reversed(templates.items())), "besluit", deepcopy(fine), day=DAY)
        assert first == second

    def test_carries_the_letters_date_and_no_other(self, letter: Letter, fine: Facts) -> None:
        metadata = PdfReader(BytesIO(letter(fine).content)).metadata
        assert metadata is not None
        assert metadata.creation_date is not None
        assert metadata.creation_date.date() == DAY

    def test_another_day_gives_another_file(self, templates: dict[str, str], fine: Facts) -> None:
        today = render(templates, "besluit", fine, day=DAY)
        later = render(templates, "besluit", fine, day=date(2026, 11, 24))
        assert today.sha256 != later.sha256

    def test_counts_its_pages(self, letter: Letter) -> None:
        contract = letter(samples("vlaanderen")["inburgeringscontract.plicht"])
        assert contract.pages == len(pages(contract.content)) == 4


class TestExample:
    def test_marks_every_page_while_unconfirmed(self, letter: Letter, invitation: Facts) -> None:
        invitation["brief"]["voorbeeld"] = True
        assert all("VOORBEELD" in page for page in pages(letter(invitation).content))

    def test_marks_nothing_once_confirmed(self, letter: Letter, invitation: Facts) -> None:
        assert "VOORBEELD" not in flat(letter(invitation).content)


class TestMissingFacts:
    @pytest.mark.parametrize(
        ("block", "name"),
        [
            ("brief", "kenmerk"),
            ("persoon", "naam"),
            ("persoon", "adresregels"),
            ("afzender", "behandelaar"),
            ("besluit", "bedrag_centen"),
            ("besluit", "motivering"),
            ("gegevens", "feit_datum"),
            ("termijnen", "betaling"),
            ("parameters", "beroepsclausule"),
            ("parameters", "betaling_rekeningnummer"),
        ],
    )
    @pytest.mark.parametrize("unknown", [True, False], ids=["null", "absent"])
    def test_is_named(self, letter: Letter, fine: Facts, block: str, name: str, unknown: bool) -> None:
        if unknown:
            fine[block][name] = None
        else:
            del fine[block][name]
        with pytest.raises(DomainError) as refusal:
            letter(fine)
        assert refusal.value.code == "brief_mist_gegeven"
        assert refusal.value.facts["sjabloon"] == "besluit"
        assert refusal.value.facts["gegeven"].startswith(f"{block}.{name}")

    @pytest.mark.parametrize(
        "markup",
        [
            "#feiten.besluit.bedrag",
            '#feiten.besluit.at("bedrag")',
            "#let x(f) = f.besluit.bedrag\n#x(feiten)",
        ],
    )
    def test_is_named_where_a_template_reads_it_directly(self, markup: str) -> None:
        templates = {"x.typ": f'#set document(title: "x")\n#let feiten = json("feiten.json")\n{markup}'}
        with pytest.raises(DomainError) as refusal:
            render(templates, "x", {"besluit": {"bedrag": None}}, day=DAY)
        assert refusal.value.code == "brief_mist_gegeven"
        assert refusal.value.facts["gegeven"].endswith("besluit.bedrag")

    def test_an_invitation_is_not_sent_to_someone_not_classified(
        self, letter: Letter, invitation: Facts
    ) -> None:
        invitation["gegevens"]["doelgroep"] = "onbepaald"
        with pytest.raises(DomainError) as refusal:
            letter(invitation)
        assert refusal.value.facts["gegeven"] == "gegevens.doelgroep"

    def test_a_first_name_may_be_unknown(self, letter: Letter, invitation: Facts) -> None:
        invitation["persoon"]["voornaam"] = None
        assert "Beste El Idrissi" in flat(letter(invitation).content)


class TestHostileFacts:
    @pytest.mark.parametrize(
        "name",
        [
            '#read("/etc/passwd")',
            "*vet* _schuin_ $x^2$ @bron <label> `code` \\ // /* #[",
            "=HYPERLINK(1)",
            "Łukasz Żółć-Święcicki Đặng Ñandú Çelik Ğüneş Šimůnek Þórðar Œuvre",
            "Иван Ўсмонов Їжак",
            "Αλέξανδρος Παπαδόπουλος",
        ],
    )
    def test_is_printed_literally(self, letter: Letter, invitation: Facts, name: str) -> None:
        invitation["persoon"]["naam"] = name
        assert name in flat(letter(invitation).content)

    @pytest.mark.parametrize("name", ["Sara 😀 🎓", "👨‍👩‍👧"])
    def test_emoji_can_be_printed(self, letter: Letter, invitation: Facts, name: str) -> None:
        invitation["persoon"]["naam"] = name
        assert letter(invitation).pages == 2

    @pytest.mark.parametrize(("character", "said"), [("𓀀", "𓀀"), ("\ue000", r"\u{e000}")])
    def test_a_letter_without_shape_is_named_not_dropped(
        self, letter: Letter, invitation: Facts, character: str, said: str
    ) -> None:
        invitation["persoon"]["naam"] = f"漢{character}字"
        with pytest.raises(DomainError) as refusal:
            letter(invitation)
        assert refusal.value.code == "brief_teken_niet_afdrukbaar"
        assert refusal.value.facts["tekens"] == [said]

    def test_invisible_characters_do_not_reach_the_paper(self, letter: Letter, invitation: Facts) -> None:
        invitation["persoon"]["naam"] = "El\u202e Idr\u0007issi\u200b\ud800"
        assert "Beste Amina El Idrissi" in flat(letter(invitation).content)

    @pytest.mark.parametrize("length", [60, 400, 2000])
    def test_a_very_long_name_keeps_its_place(self, letter: Letter, invitation: Facts, length: int) -> None:
        invitation["persoon"]["naam"] = ("Abdelrahman " * length)[:length]
        made = letter(invitation)
        assert "Wat moet u doen?" in flat(made.content)

    def test_free_text_keeps_its_paragraphs_and_nothing_else(self, letter: Letter, fine: Facts) -> None:
        fine["besluit"]["motivering"] = "Eerste alinea.\n\n= Geen kop\r\n- geen lijst #panic()"
        words = flat(letter(fine).content)
        assert "Eerste alinea. = Geen kop - geen lijst #panic()" in words


class TestWording:
    def test_a_last_day_of_an_earlier_round_is_not_printed(self, letter: Letter, invitation: Facts) -> None:
        invitation["termijnen"]["aanmelding"]["uiterste_datum"] = "2026-11-22"
        assert "binnen 3 maanden" in flat(letter(invitation).content)

    def test_an_organisation_that_handles_the_case_itself_signs_once(
        self, letter: Letter, invitation: Facts
    ) -> None:
        name = "Vlaams Agentschap"
        invitation["afzender"] |= {"organisatie": name, "behandelaar": name}
        words = flat(letter(invitation).content)
        assert f"Met vriendelijke groeten {name} Hebt u vragen" in words

    def test_a_known_last_day_replaces_the_length(self, letter: Letter) -> None:
        words = flat(letter(samples("vlaanderen")["ingebrekestelling.met_datum"]).content)
        assert "uiterlijk op 21 december 2026" in words
        assert "20 werkdagen" not in words

    @pytest.mark.parametrize(
        ("length", "unit", "said"),
        [
            (1, "maanden", "binnen 1 maand,"),
            (3, "maanden", "binnen 3 maanden,"),
            (1, "werkdagen", "binnen 1 werkdag,"),
        ],
    )
    def test_a_term_is_worded_from_the_release(
        self, letter: Letter, invitation: Facts, length: int, unit: str, said: str
    ) -> None:
        invitation["termijnen"]["aanmelding"] |= {"lengte": length, "eenheid": unit}
        words = flat(letter(invitation).content)
        assert f"{said} te rekenen vanaf de dag na de verzending van deze brief" in words

    @pytest.mark.parametrize(
        ("cents", "said"),
        [
            (5_000, "€ 50,00 (vijftig euro)"),
            (37_500, "€ 375,00 (driehonderdvijfenzeventig euro)"),
            (42_205, "€ 422,05 (vierhonderdtweeëntwintig euro en vijf cent)"),
            (150_000, "€ 1.500,00 (duizend vijfhonderd euro)"),
            (250_000, "€ 2.500,00 (tweeduizend vijfhonderd euro)"),
            (500_000, "€ 5.000,00 (vijfduizend euro)"),
        ],
    )
    def test_an_amount_in_figures_and_words(self, letter: Letter, fine: Facts, cents: int, said: str) -> None:
        fine["besluit"]["bedrag_centen"] = cents
        assert said in flat(letter(fine).content)

    def test_an_unheard_of_infringement_is_called_by_its_name(self, letter: Letter) -> None:
        facts = infringement("ingebrekestelling")
        facts["gegevens"]["inbreuk_type"] = "B1 niet bewezen"
        assert "niet nageleefd (B1 niet bewezen)" in flat(letter(facts).content)


class TestClosedTemplates:
    @pytest.mark.parametrize(
        "markup",
        [
            '#import "@preview/cetz:0.3.1"',
            '#import "\\u{40}preview/cetz:0.3.1"',
            '#import ("@pre" + "view/cetz:0.3.1")',
            '#include "../besluit.typ"',
            '#eval("1")',
            "#std.eval",
        ],
    )
    def test_no_way_to_the_network_or_around_the_check(self, markup: str) -> None:
        with pytest.raises(DomainError) as refusal:
            render({"x.typ": markup}, "x", {}, day=DAY)
        assert (refusal.value.code, refusal.value.facts["reden"]) == (
            "brief_sjabloon_fout",
            "niet_toegelaten",
        )

    @pytest.mark.parametrize("path", ["/etc/passwd", "../../../../../../etc/passwd", "../x.typ"])
    def test_no_other_file_can_be_read(self, path: str) -> None:
        with pytest.raises(DomainError) as refusal:
            render({"x.typ": f'#set document(title: "x")\n#read("{path}")'}, "x", {}, day=DAY)
        assert refusal.value.code == "brief_sjabloon_fout"

    def test_a_template_error_says_where(self) -> None:
        with pytest.raises(DomainError) as refusal:
            render({"x.typ": '#set document(title: "x")\n#let a = '}, "x", {}, day=DAY)
        assert refusal.value.code == "brief_sjabloon_fout"
        assert refusal.value.facts["plaats"] == "x.typ:2"

    def test_an_unknown_template_is_named(self, templates: dict[str, str]) -> None:
        with pytest.raises(DomainError) as refusal:
            render(templates, "bestaat_niet", {}, day=DAY)
        assert (refusal.value.code, refusal.value.facts) == (
            "brief_sjabloon_onbekend",
            {"sjabloon": "bestaat_niet"},
        )

    def test_a_file_name_cannot_leave_the_folder(self) -> None:
        with pytest.raises(DomainError) as refusal:
            render({"../x.typ": "x"}, "x", {}, day=DAY)
        assert refusal.value.facts["reden"] == "bestandsnaam"

    def test_without_our_fonts_nothing_is_made(self, tmp_path: Path) -> None:
        with pytest.raises(DomainError) as refusal:
            Renderer(tmp_path)
        assert refusal.value.code == "lettertypes_ontbreken"

    def test_a_changed_template_is_used_at_once_and_old_releases_are_let_go(self) -> None:
        renderer = Renderer()
        for number in range(12):
            made = renderer.render({"x.typ": f'#set document(title: "x")\nversie {number}'}, "x", {}, day=DAY)
            assert flat(made.content) == f"versie {number}"
        again = renderer.render({"x.typ": '#set document(title: "x")\nversie 0'}, "x", {}, day=DAY)
        assert flat(again.content) == "versie 0"
