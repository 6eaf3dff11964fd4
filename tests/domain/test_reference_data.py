"""The words and lists that ship with the program."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from app.domain.glossary import glossary
from app.domain.municipalities import FACILITY_CODES, find_municipality, municipalities
from app.domain.nationalities import find_nationality, nationalities
from app.domain.organisations import PROFILES, Organisation
from app.domain.vocabulary import NationalityGroup, Role


def test_the_municipalities_of_2020_and_of_2025() -> None:
    everywhere = municipalities().values()
    before = Counter(each.region for each in everywhere if each.valid_from is None)
    assert before == {"Vlaanderen": 300, "Brussel": 19, "Wallonie": 262}
    now = Counter(each.region for each in everywhere if each.valid_to is None)
    assert now == {"Vlaanderen": 285, "Brussel": 19, "Wallonie": 261}
    assert all(re.fullmatch("[1-9][0-9]{4}", nis) for nis in municipalities())


@pytest.mark.parametrize(
    ("nis", "name", "province", "region"),
    [
        ("11002", "Antwerpen", "Antwerpen", "Vlaanderen"),
        ("44021", "Gent", "Oost-Vlaanderen", "Vlaanderen"),
        ("71022", "Hasselt", "Limburg", "Vlaanderen"),
        ("71072", "Hasselt", "Limburg", "Vlaanderen"),
        ("21004", "Brussel", None, "Brussel"),
        ("62063", "Luik", "Luik", "Wallonie"),
    ],
)
def test_a_municipality(nis: str, name: str, province: str | None, region: str) -> None:
    found = find_municipality(nis)
    assert found is not None
    assert (found.name, found.province, found.region) == (name, province, region)


@pytest.mark.parametrize("nis", ["10000", "99999", "1100", "Antwerpen", "", "٤٤٠٢١"])
def test_wrong_nis_codes(nis: str) -> None:
    assert find_municipality(nis) is None


def test_the_twelve_municipalities_with_facilities() -> None:
    assert len(FACILITY_CODES) == 12
    assert all(municipalities()[nis].has_facilities for nis in FACILITY_CODES)


@pytest.mark.parametrize(
    ("text", "label", "group"),
    [
        ("BE", "België", NationalityGroup.BELGIAN),
        ("Nederland", "Nederland", NationalityGroup.EU_PLUS),
        ("NO", "Noorwegen", NationalityGroup.EU_PLUS),
        ("LI", "Liechtenstein", NationalityGroup.EU_PLUS),
        ("GB", "Verenigd Koninkrijk", NationalityGroup.THIRD_COUNTRY),
        ("Staatloos", "Staatloos", NationalityGroup.THIRD_COUNTRY),
        ("onbepaald", "onbepaald", NationalityGroup.UNDETERMINED),
        ("MK", "Noord-Macedonië", NationalityGroup.THIRD_COUNTRY),
        ("Sevië", "Sevië", NationalityGroup.THIRD_COUNTRY),
        ("RS", "Servië", NationalityGroup.THIRD_COUNTRY),
        ("NA", "Namibië", NationalityGroup.THIRD_COUNTRY),
    ],
)
def test_a_nationality(text: str, label: str, group: NationalityGroup) -> None:
    found = find_nationality(text)
    assert found is not None
    assert (found.label, found.group) == (label, group)


@pytest.mark.parametrize("text", ["Atlantis", "ZZ", "Belgisch", "be", "", "EU"])
def test_no_nationality(text: str) -> None:
    assert find_nationality(text) is None


def test_the_duty_counts_thirty_one_states_as_eu_plus_or_belgian() -> None:
    states = {each.iso for each in nationalities() if each.iso and each.group in ("EU+", "Belg")}
    assert len(states) == 27 + 4


def test_one_dutch_and_one_english_word_per_concept() -> None:
    words = glossary()
    assert len(words) > 45
    assert all(entry.dutch and entry.english and entry.french for entry in words)
    assert len({entry.dutch for entry in words}) == len({entry.english for entry in words}) == len(words)


def test_lanes_are_roles() -> None:
    assert Role.of_lane("Dossierbeheerder") is Role.CASE_MANAGER
    assert Role.of_lane(" ggc-ambtenaar") is Role.GGC_OFFICER
    assert Role.of_lane("Burgemeester") is None


def test_every_organisation_has_a_profile_with_addresses_that_reach_nobody() -> None:
    assert set(PROFILES) - set(Organisation) == {f"gemeente_210{number:02d}" for number in range(1, 20)}
    assert set(Organisation) <= set(PROFILES)
    for profile in PROFILES.values():
        assert profile.contact["e_mail"].endswith(".example")
        assert profile.contact["website"].endswith(".example")
        assert len(profile.contact["adresregels"]) == 2
