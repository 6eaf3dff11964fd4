"""Which language a letter is in: of Flanders Dutch, of Brussels the one that the person chose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.casework import letter_language
from app.domain.errors import DomainError

chosen = st.sampled_from(["nl", "fr"])


@given(chosen)
def test_in_brussels_the_person_chooses(language: str) -> None:
    assert letter_language.of("brussel", {"taal": language}) == language


@given(st.dictionaries(st.just("taal"), st.one_of(chosen, st.text(max_size=3))))
def test_in_flanders_nobody_does(data: dict[str, str]) -> None:
    assert letter_language.of("vlaanderen", data) == "nl"


@pytest.mark.parametrize("data", [{}, {"taal": None}, {"taal": "en"}])
def test_in_brussels_no_letter_without_a_choice(data: dict[str, str | None]) -> None:
    with pytest.raises(DomainError) as refused:
        letter_language.of("brussel", data)
    assert (refused.value.code, refused.value.facts) == ("brief_mist_gegeven", {"gegeven": "gegevens.taal"})
