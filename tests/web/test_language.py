"""Three languages, all of them complete."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web import translate
from tests.web.conftest import post, sign_in


@pytest.mark.parametrize("language", translate.TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    assert translate.missing(language) == [], "run: python -m app.web.translate, and fill in the empty lines"


@pytest.mark.parametrize("language", translate.TRANSLATED)
def test_a_translation_holds_the_same_facts(language: str) -> None:
    for message in translate.load(language):
        if message.id:
            names = re.compile(r"%\(\w+\)s|%%\{\w+\}")
            assert sorted(names.findall(str(message.id))) == sorted(names.findall(str(message.string))), (
                message.id
            )


def test_the_catalogs_hold_no_sentence_that_nobody_says() -> None:
    said = {message.id for message in translate.extract()}
    for language in translate.TRANSLATED:
        assert {message.id for message in translate.load(language) if message.id} <= said


def test_dutch_first(client: FlaskClient) -> None:
    page = client.get("/aanmelden", headers={"Accept-Language": "fr"}).text
    assert '<html lang="nl"' in page
    assert "Gebruikersnaam" in page


@pytest.mark.parametrize(("language", "word"), [("fr", "Nom d’utilisateur"), ("en", "User name")])
def test_the_switch_works_before_and_after_signing_in(
    client: FlaskClient, web_app: Flask, language: str, word: str
) -> None:
    answer = post(client, "/taal", {"taal": language, "verder": "/aanmelden"})
    assert answer.location == "/aanmelden"
    assert word in client.get("/aanmelden").text
    sign_in(client, "dossier")
    post(client, "/taal", {"taal": language})
    elsewhere = web_app.test_client()
    sign_in(elsewhere, "dossier")
    page = elsewhere.get("/profiel").text
    assert f'<html lang="{language}"' in page
    assert word in page


def test_a_refusal_speaks_the_language_of_the_reader(client: FlaskClient) -> None:
    post(client, "/taal", {"taal": "fr"})
    assert "mot de passe est incorrect" in sign_in(client, "dossier", "fout").text


@pytest.mark.parametrize("language", ["de", "", "../../etc", "nl\x00"])
def test_another_language_changes_nothing(client: FlaskClient, language: str) -> None:
    assert post(client, "/taal", {"taal": language, "verder": "//elders.example"}).location == "/"
    assert '<html lang="nl"' in client.get("/aanmelden").text
