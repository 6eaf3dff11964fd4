"""Told fates along the course: requests, parts, B1, the decree of before, letters that come back."""

from __future__ import annotations

from collections.abc import Mapping

from app.casework.demo_life.fates import FOLLOWED_UP, Pause, Request, Response, Turn
from app.casework.demo_life.returns import LOOK
from app.casework.demo_life.story import Story
from app.domain.organisations import Organisation
from app.domain.vocabulary import ResidenceStatus, TargetGroup

ATLAS, GHENT = Organisation.ATLAS, Organisation.IN_GENT
ANTWERP, LIMBURG, EAST = Organisation.ANTWERP, Organisation.LIMBURG, Organisation.EAST_FLANDERS
BRABANT, WEST = Organisation.FLEMISH_BRABANT, Organisation.WEST_FLANDERS

EU = ResidenceStatus.WORK_EU
INVITED, LEARNS = "tijdig_aangemeld", "nt2_opvolgen"  # where a case waits when somebody asks something
BEFORE_2022 = {"eerste_inschrijving_belgie": "2021-11-15", "eerste_inschrijving_vlaanderen": "2021-11-15"}


def stories() -> dict[str, Story]:
    """By name, as in `stories`."""
    told = _requests(), _suspended(), _absent(), _parts_and_b1(), _old_decree(), _returned()
    return {name: story for some in told for name, story in some.items()}


def following(days: int) -> dict[str, int]:
    """Each of the four parts takes so many working days."""
    return dict.fromkeys(FOLLOWED_UP, days)


def _asks(where: str, request: Request, days: int) -> Mapping[str, Mapping[Request, int]]:
    return {where: {request: days}}


def _left(*elements: str) -> frozenset[str]:
    return frozenset(elements)


def _requests() -> dict[str, Story]:
    postpones = _asks(INVITED, Request.POSTPONEMENT, 9)
    exempts = _asks("intake_voeren", Request.EXEMPTION, 1)
    slow = {"intake_voeren": 25}
    return {
        "uitstel": Story(4, ATLAS, comes_after=None, asking=postpones),
        "uitstel_gevraagd": Story(
            1, BRABANT, comes_after=None, asking=postpones, left=_left("uitstel_beoordelen")
        ),
        "uitstel_geweigerd": Story(3, GHENT, comes_after=40, asking=postpones, grants=False),
        "uitstel_van_ondertekening": Story(
            3,
            LIMBURG,
            asking=_asks("contract_ondertekenen", Request.POSTPONEMENT, 5),
            slow={"contract_ondertekenen": 30},
        ),
        "vrijstelling_gevraagd": Story(2, WEST, asking=exempts, left=_left("vrijstelling_beoordelen")),
        "vrijgesteld": Story(5, EAST, asking=exempts, slow=slow),
        "vrijstelling_geweigerd": Story(5, ATLAS, asking=exempts, slow=slow, grants=False),
        "vrijgesteld_tijdens_inbreuk": Story(
            8,
            ANTWERP,
            comes_after=None,
            asking=_asks("aangemeld_na_inbreuk", Request.EXEMPTION, 5),
            slow={"inbreuk_vaststellen": 20},
        ),
        "doorverwezen": Story(4, LIMBURG, asking=_asks(LEARNS, Request.REFERRAL, 6), slow=following(50)),
        "statuut_nog_onduidelijk": Story(
            3,
            BRABANT,
            turning={2: (Turn.DOUBTFUL,)},
            slow=following(90),
            left=_left("doelgroep_opnieuw_bepalen"),
        ),
        "statuut_was_onduidelijk": Story(5, EAST, turning={2: (Turn.DOUBTFUL,)}, slow=following(90)),
    }


def _suspended() -> dict[str, Story]:
    invited, learns = _asks(INVITED, Request.SUSPENSION, 9), _asks(LEARNS, Request.SUSPENSION, 9)
    again = {LEARNS: {Request.SUSPENSION: 9}, "vdab_opvolgen": {Request.SUSPENSION: 25}}
    return {
        "opschorting_gevraagd": Story(
            2, EAST, asking=learns, slow=following(90), left=_left("opschorting_beoordelen")
        ),
        "opschorting_geweigerd": Story(4, ATLAS, asking=learns, slow=following(60), grants=False),
        "opgeschort": Story(6, GHENT, comes_after=70, asking=invited),
        "opgeschort_zonder_einde": Story(
            3, GHENT, comes_after=None, asking=invited, pauses=(Pause(None, None, None),)
        ),
        "opschorting_beeindigd": Story(
            5, WEST, asking=learns, slow=following(80), pauses=(Pause(None, 12, 26),)
        ),
        "opschorting_verlengd": Story(
            7, BRABANT, asking=again, slow=following(120), pauses=(Pause(35, None, 65),)
        ),
        "te_laat_na_opschorting": Story(
            10,
            ANTWERP,
            asking=learns,
            slow=following(190),
            pauses=(Pause(35, None, None),),
            responses=(Response.AFTER_NOTICE,),
        ),
        "opgeschort_met_recht": Story(
            9, LIMBURG, EU, asking=learns, slow=following(170), pauses=(Pause(35, None, None),)
        ),
    }


def _absent() -> dict[str, Story]:
    def absent(back: int, agency: str, *responses: Response, **more: object) -> Story:
        asks = _asks(LEARNS, Request.IRREGULAR, 15)
        plain = {"asking": asks, "slow": following(150), "responses": responses or (Response.NEVER,)}
        return Story(back, agency, **plain | more)  # type: ignore[arg-type]

    slow = following(150) | {"inbreuk_vaststellen": 8}
    return {
        "deelname_gemeld": absent(2, GHENT, left=_left("deelname_beoordelen")),
        "deelname_gewettigd": absent(5, WEST, grants=False),
        "neemt_meteen_weer_deel": absent(6, ATLAS, Response.BEFORE_FINDING, slow=slow),
        "neemt_deel_na_ingebrekestelling": absent(6, EAST, Response.AFTER_NOTICE),
        "weggebleven_en_onvindbaar": absent(6, LIMBURG, found=(False,)),
    }


def _parts_and_b1() -> dict[str, Story]:
    paper = {"back": 24, "comes_after": 1, "registered_before": 420, "late_notes": 45}
    return {
        "herkanst_nederlands": Story(9, GHENT, retakes=True, slow=following(40)),
        "resultaat_te_beoordelen": Story(
            5, WEST, achieves=False, slow=following(30), left=_left("resultaat_beoordelen")
        ),
        "b1_aangetoond": Story(16, EAST, slow=following(60), b1_after=90),
        "b1_na_te_kijken": Story(agency=LIMBURG, left=_left("b1_nakijken"), **paper),  # type: ignore[arg-type]
        "b1_toch_aangetoond": Story(agency=ATLAS, shows_b1=True, **paper),  # type: ignore[arg-type]
        "b1_niet_aangetoond": Story(agency=BRABANT, **paper),  # type: ignore[arg-type]
    }


def _old_decree() -> dict[str, Story]:
    """Late detections: registered before 1 March 2022."""
    absent, regular = "onregelmatig deelgenomen", "regelmatig deelgenomen"
    return {
        "oude_regeling_attest": Story(12, ATLAS, cells=BEFORE_2022, slow={"deelname_oud_opvolgen": 90}),
        "oude_regeling_doelgroep": Story(1, WEST, cells=BEFORE_2022, left=_left("doelgroep_bepalen")),
        "oude_regeling_lessen": Story(4, EAST, cells=BEFORE_2022, left=_left("deelname_oud_opvolgen")),
        "oude_regeling_onregelmatig": Story(
            11,
            GHENT,
            cells=BEFORE_2022,
            course_under_old_decree=(absent, regular),
            responses=(Response.AFTER_NOTICE,),
        ),
        "oude_regeling_gestopt": Story(
            7,
            ANTWERP,
            EU,
            cells=BEFORE_2022,
            target_group=TargetGroup.ENTITLED,
            course_under_old_decree=("vroegtijdig gestopt",),
        ),
    }


def _returned() -> dict[str, Story]:
    """Invitations that come back, and people of whom an address is found again."""
    back = _left("uitnodiging_startgesprek")
    open_check = {"comes_after": 50, "not_received": back, "left": _left(LOOK)}
    return {
        "brief_terug_atlas": Story(1, ATLAS, **open_check),  # type: ignore[arg-type]
        "brief_terug_gent": Story(1, GHENT, **open_check),  # type: ignore[arg-type]
        "brief_terug_west": Story(1, WEST, **open_check),  # type: ignore[arg-type]
        "brief_terug_nagekeken": Story(4, LIMBURG, comes_after=60, not_received=back),
        "onvindbaar_na_terugkeer": Story(7, EAST, comes_after=None, found=(False,), not_received=back),
        "adres_gevonden": Story(
            12,
            ANTWERP,
            comes_after=None,
            found=(False,),
            not_received=back,
            address_found_after=30,
            comes_again_after=20,
        ),
        "adres_gevonden_en_weer_stil": Story(
            13, BRABANT, comes_after=None, found=(False,), address_found_after=30
        ),
    }
