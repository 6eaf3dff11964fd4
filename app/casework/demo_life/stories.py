"""The people whose fate is told, so that every list, state and letter of a demo has something in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.casework.demo_life import course_stories
from app.casework.demo_life.course_stories import following
from app.casework.demo_life.fates import FOLLOWED_UP, Defence, Move, Pays, Request, Response, Turn
from app.casework.demo_life.story import Story
from app.domain.organisations import Organisation
from app.domain.vocabulary import DecisionOutcome, ResidenceStatus, TargetGroup

ATLAS, GHENT = Organisation.ATLAS, Organisation.IN_GENT
ANTWERP, LIMBURG, EAST = Organisation.ANTWERP, Organisation.LIMBURG, Organisation.EAST_FLANDERS
BRABANT, WEST, BRUSSELS = Organisation.FLEMISH_BRABANT, Organisation.WEST_FLANDERS, Organisation.BON
FLEMISH = (ATLAS, GHENT, ANTWERP, LIMBURG, EAST, BRABANT, WEST)

EU, ASYLUM = ResidenceStatus.WORK_EU, ResidenceStatus.ASYLUM_SEEKER
REFUGEE, UNCLEAR = ResidenceStatus.REFUGEE, ResidenceStatus.UNDETERMINED
UNPRINTABLE = {"naam": "ߞߊ߲ߕߋ", "voornaam": "ߛߋߞߎ"}  # N'Ko, which no font of the letters knows


def stories(*, mishaps: bool = True) -> dict[str, Story]:
    """By a name that stays the same: it names their chance, and tests find them by it.

    `mishaps` are those in which something goes wrong that a person has to put right.
    """
    told = _trajectories(), _infringements(), _enforcement(), _lapsed(), _post() if mishaps else {}, _moved()
    along = course_stories.stories()
    return dict(_desks()) | {name: story for some in (*told, along) for name, story in some.items()}


def _left(*elements: str) -> frozenset[str]:
    return frozenset(elements)


def _desks() -> Iterator[tuple[str, Story]]:
    """In each agency somebody waits for each role; one of every kind of task is open somewhere."""
    managers = (
        ("inbreuk_vaststellen", Story(4, "", comes_after=None)),
        ("doelgroep_bepalen", Story(0, "", UNCLEAR)),
        ("aanmelding_registreren", Story(1, "", comes_after=30)),
        ("dossier_overdragen", Story(5, "", comes_after=None)),
    )
    counsellors = (
        ("intake_voeren", Story(1, "", REFUGEE, comes_after=25)),
        ("contract_opmaken", Story(1, "", comes_after=22)),
        ("contract_ondertekenen", Story(1, "", EU, comes_after=20)),
        ("onderdelen", Story(2, "", REFUGEE, comes_after=25)),
        ("attest_uitreiken", Story(3, "", slow=following(30))),
    )
    for number, agency in enumerate(FLEMISH):
        slow = {"inbreuk_vaststellen": 15}
        notice = ("ingebrekestelling_ondertekenen", Story(4, "", comes_after=None, slow=slow))
        for element, story in (managers[number % 4], counsellors[number % 5], notice):
            yield f"{agency}_{element}", _at(story, agency, element)
    for element, (back, more) in _ENFORCED.items():
        slow = {} if back == 5 else {"dossier_overdragen": 15}  # so that it did not open months ago
        told = {"paying": Pays.NEVER, "responses": (Response.NEVER,), "slow": slow} | more
        story = Story(back, "", comes_after=None, **told)  # type: ignore[arg-type]
        yield f"handhaving_{element}", _at(story, EAST, element)
    for element in ("aanmelding_registreren", "intake_voeren", "doelgroep_bepalen"):
        status = UNCLEAR if element == "doelgroep_bepalen" else EU
        yield f"bon_{element}", _at(Story(int(element == "intake_voeren"), "", status), BRUSSELS, element)


_ENFORCED: dict[str, tuple[int, dict[str, Any]]] = {  # tasks of enforcement that are open, and since when
    "dossier_onderzoeken": (5, {}),
    "hoorzitting_plannen": (7, {"defends": Defence(20, "mondeling")}),
    "hoorzitting_houden": (8, {"defends": Defence(20, "mondeling")}),
    "besluit_nemen": (7, {}),
    "besluit_ondertekenen": (7, {}),
    "bedrag_vastleggen": (8, {"amount_later": True}),
    "bedrag_ondertekenen": (8, {"amount_later": True}),
    "besluit_wijzigen": (9, {"revised": (10, "gewijzigd")}),
    "wijziging_ondertekenen": (9, {"revised": (10, "gewijzigd")}),
    "terugbetaling_noteren": (9, {"paying": Pays.IN_TIME, "too_much": 20}),
    "belastingdienst_overdragen": (11, {}),
}


def _at(story: Story, agency: str, element: str) -> Story:
    left = FOLLOWED_UP if element == "onderdelen" else (element,)
    return replace(story, agency=agency, left=_left(*left))


def _trajectories() -> dict[str, Story]:
    course = following(40)
    return {
        "attest": Story(10, ATLAS, slow=course),
        "verklaring": Story(12, LIMBURG, REFUGEE, achieves=False, slow=course),
        "onbepaald_wordt_plicht": Story(9, WEST, UNCLEAR),
        "onbepaald_wordt_recht": Story(6, ANTWERP, UNCLEAR, target_group=TargetGroup.ENTITLED),
        "onbepaald_geen_doelgroep": Story(5, GHENT, UNCLEAR, target_group=TargetGroup.NONE),
        "geen_doelgroep": Story(3, BRABANT, ASYLUM),
        "komt_voor_de_uitnodiging": Story(5, BRABANT, comes_after=0),
        "niet_ingegaan_en_terug": Story(9, GHENT, EU, comes_after=None, returns_after=30),
        "rechthebbende_tekent_niet": Story(6, ATLAS, EU, signing=(False,)),
        "bon_attest": Story(8, BRUSSELS, EU),
        "contract_vandaag_atlas": Story(1, ATLAS, comes_after=15, last_day=_left("contract_opmaken")),
        "contract_vandaag_gent": Story(1, GHENT, EU, comes_after=15, last_day=_left("contract_opmaken")),
        "te_laat_met_tekenen": Story(3, WEST, comes_after=20, left=_left("contract_ondertekenen")),
    }


def _infringements() -> dict[str, Story]:
    def silent(back: int, agency: str, *responses: Response, **more: object) -> Story:
        return Story(back, agency, comes_after=None, responses=responses or (Response.NEVER,), **more)  # type: ignore[arg-type]

    slow_finding = {"inbreuk_vaststellen": 8}
    return {
        "in_regel_voor_vaststelling": silent(6, EAST, Response.BEFORE_FINDING, slow=slow_finding),
        "in_regel_na_ingebrekestelling": silent(7, ATLAS, Response.AFTER_NOTICE),
        "in_regel_zegt_een_partner": silent(7, LIMBURG, Response.AFTER_NOTICE, special="partner"),
        "in_regel_tijdens_verweer": silent(8, GHENT, Response.AFTER_TRANSFER, response_days=15),
        "in_regel_voor_handtekening": silent(
            9, WEST, Response.AFTER_TRANSFER, response_days=45, slow={"besluit_ondertekenen": 20}
        ),
        "in_regel_na_besluit": silent(11, BRABANT, Response.AFTER_DECISION),
        "onvindbaar": silent(6, ATLAS, found=(False,)),
        "onvindbaar_en_gevonden": silent(9, GHENT, found=(False,), turns_up_after=40),
        "weigert_te_tekenen": Story(10, GHENT, signing=(False,), responses=(Response.NEVER,)),
        "weigert_en_komt_terug": Story(
            10, EAST, signing=(False, True), responses=(Response.AFTER_NOTICE,), response_days=10
        ),
        "keer_op_keer": silent(15, ATLAS, paying=Pays.NEVER),
        "ingebrekestelling_vandaag": silent(4, WEST, last_day=_left("ingebrekestelling_ondertekenen")),
    }


def _enforcement() -> dict[str, Story]:
    def file(back: int, agency: str, **more: object) -> Story:
        complies = {"responses": (Response.AFTER_DECISION,), "response_days": 70}
        return Story(back, agency, comes_after=None, **complies | more)  # type: ignore[arg-type]

    def absent(back: int, agency: str, **more: object) -> Story:
        """A file about somebody who registered, and then stayed away from the lessons."""
        stays_away = {"nt2_opvolgen": {Request.IRREGULAR: 20}}
        return replace(file(back, agency, **more), comes_after=14, asking=stays_away, slow=following(150))

    fine, no_fine, nothing = DecisionOutcome.FINE, DecisionOutcome.NO_FINE, DecisionOutcome.NO_FOLLOW_UP
    return {
        "boete_betaald": absent(9, ATLAS, response_days=20),
        "boete_in_delen": file(9, LIMBURG, paying=Pays.IN_PARTS, amount_later=True),
        "boete_na_herinnering": absent(10, EAST, paying=Pays.AFTER_REMINDER, too_much=20),
        "boete_loopt": file(6, WEST, paying=Pays.NEVER),
        "boete_herinnerd": file(8, BRABANT, paying=Pays.NEVER, slow={"besluit_nemen": 18}),
        "boete_lager": file(9, ANTWERP, less=25, agrees=(False, True)),
        "overmacht": absent(9, GHENT, outcomes=(no_fine,), defends=Defence(12)),
        "mondeling_verweer": file(9, WEST, outcomes=(fine,), defends=Defence(20, "mondeling")),
        "geen_gevolg": absent(9, BRABANT, outcomes=(nothing,), responses=(Response.NEVER,)),
        "boete_gewijzigd": file(10, WEST, revised=(15, "gewijzigd"), paying=Pays.NEVER),
        "boete_ingetrokken": file(11, EAST, revised=(15, "ingetrokken"), paying=Pays.NEVER),
        "oninvorderbaar": absent(16, ATLAS, written_off_after=30, paying=Pays.NEVER),
        "verweer_vandaag": file(5, ANTWERP, last_day=_left("dossier_onderzoeken")),
        "besluit_vandaag": file(7, ATLAS, last_day=_left("besluit_ondertekenen")),
        "onderzoek_te_laat": file(6, LIMBURG, left=_left("dossier_onderzoeken")),
    }


def _lapsed() -> dict[str, Story]:
    course = following(60)
    return {
        "overlijdt": Story(6, ATLAS, turning={2: (Turn.DIES,)}, slow=course),
        "wordt_belg": Story(6, ANTWERP, turning={2: (Turn.BECOMES_BELGIAN,)}, slow=course),
        "verhuist_naar_brussel": Story(5, WEST, comes_after=50, turning={1: (Turn.LEAVES,)}),
        "verhuist_binnen_vlaanderen": Story(5, LIMBURG, turning={2: (Turn.MOVES,)}, slow=course),
        "vertrekt_en_overlijdt": Story(4, GHENT, EU, comes_after=None, turning={2: (Turn.LEAVES, Turn.DIES)}),
        "geschrapt_tijdens_inbreuk": Story(
            6, EAST, comes_after=None, turning={4: (Turn.STRUCK_OFF,)}, left=_left("inbreuk_vaststellen")
        ),
        "overlijdt_na_doorsturen": Story(9, BRABANT, comes_after=None, turning={5: (Turn.DIES,)}),
        "gegevens_verbeterd": Story(3, WEST, turning={1: (Turn.CHANGES,)}, slow=course),
    }


def _post() -> dict[str, Story]:
    """Letters that could not be made, that are cancelled, and of which the proof comes in late."""
    named, dies = {"cells": UNPRINTABLE, "comes_after": None}, {1: (Turn.DIES,)}
    return {
        "naam_niet_af_te_drukken": Story(1, LIMBURG, **named),  # type: ignore[arg-type]
        "naam_verbeterd": Story(
            5, ATLAS, cells=UNPRINTABLE, comes_after=60, turning={1: (Turn.NAME_CORRECTED,)}
        ),
        "overlijdt_zonder_brief": Story(4, EAST, **named, turning=dies),  # type: ignore[arg-type]
        "bewijs_kwam_te_laat": Story(7, BRABANT, comes_after=None, special="late_proof"),
    }


def _moved() -> dict[str, Story]:
    """Terms that a colleague extends, and what was recorded by mistake."""
    return {
        "opschorting_ingetrokken": Story(
            3, EAST, comes_after=50, moving={"tijdig_aangemeld": Move.SUSPENSION_WITHDRAWN}
        ),
        "verlengd": Story(5, LIMBURG, comes_after=None, moving={"in_regel_gesteld": Move.EXTENDED}),
        "verlenging_ingetrokken": Story(
            6, BRABANT, comes_after=None, moving={"verweer_ontvangen": Move.EXTENSION_WITHDRAWN}
        ),
    }
