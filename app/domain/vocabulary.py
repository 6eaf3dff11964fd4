"""The bridge between Dutch models and English code: English member = Dutch value, as stored and printed.

The values stand in the database, in case data, in diagrams and in published tables alike; nothing translates
them on the way. Labels in words are those of SV 113 (Flemish Parliament, 6-1-2023).
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who does what: a lane of a diagram carries the role's name in words."""

    TRAJECTORY_COUNSELLOR = "trajectbegeleider"
    CASE_MANAGER = "dossierbeheerder"
    TEAM_LEAD = "teamverantwoordelijke"
    ENFORCEMENT_OFFICER = "handhavingsambtenaar"  # BVR 12-9-2008; decree 7-6-2013 art. 39-40
    MUNICIPAL_OFFICER = "gemeentemedewerker"
    GGC_OFFICER = "ggc_ambtenaar"
    PARTNER = "partnermedewerker"  # of a school, a reception office or a service that works with Traject
    PROCESS_OWNER = "proceseigenaar"
    REPORTER = "rapporteur"
    ADMINISTRATOR = "beheerder"

    @property
    def lane(self) -> str:
        """The name of the role's lane in a diagram, e.g. `Dossierbeheerder`, `GGC-ambtenaar`."""
        return "GGC-ambtenaar" if self is Role.GGC_OFFICER else self.value.capitalize()

    @classmethod
    def of_lane(cls, name: str) -> Role | None:
        """The role whose lane is called so, whatever the capitals; None for a lane that is no role."""
        return next((role for role in cls if role.lane.casefold() == name.strip().casefold()), None)


class TargetGroup(StrEnum):
    """The class of a person under art. 26-27 of the decree of 7-6-2013."""

    OBLIGED = "plicht"
    ENTITLED = "recht"
    NONE = "geen_doelgroep"
    UNDETERMINED = "onbepaald"


class Obligation(StrEnum):
    """What the municipal check of Brussels finds (ordinance of 11-5-2017, replaced by that of 20-7-2023)."""

    OBLIGED = "verplicht"
    EXEMPT = "vrijgesteld"
    VOLUNTARY = "vrijwillig"  # since 1-1-2024: may follow the trajectory, without a duty
    NONE = "geen_doelgroep"
    UNDETERMINED = "onbepaald"


class Regime(StrEnum):
    """Fixed at the start of the duty: before or from 1-3-2022 (decree of 9-7-2021)."""

    OLD = "OUD"
    NEW = "NIEUW"


class Region(StrEnum):
    """Whose law a process follows: the folder below `processes/` and `forms/`."""

    FLANDERS = "vlaanderen"
    BRUSSELS = "brussel"


class Trajectory(StrEnum):
    """The processes that are somebody's trajectory; a person has at most one that runs in a region."""

    NEW = "inburgering"
    OLD = "inburgering_oud"  # people obliged before 1-3-2022, to whom the old duties still apply
    BRUSSELS = "verplicht_traject"  # ordinance of 11-5-2017, replaced by that of 20-7-2023

    @property
    def region(self) -> Region:
        return Region.BRUSSELS if self is Trajectory.BRUSSELS else Region.FLANDERS

    @classmethod
    def of(cls, region: Region) -> tuple[Trajectory, ...]:
        """The trajectories under the law of that region."""
        return tuple(each for each in cls if each.region is region)


class NationalityGroup(StrEnum):
    """The group by which the duty is decided: EU+ is the EU-27 with IS, LI, NO and CH."""

    BELGIAN = "Belg"
    EU_PLUS = "EU+"
    THIRD_COUNTRY = "derdelander"
    UNDETERMINED = "onbepaald"


class Register(StrEnum):
    """The part of the National Register in which somebody stands."""

    POPULATION = "bevolkingsregister"
    ALIENS = "vreemdelingenregister"
    WAITING = "wachtregister"


class ResidenceStatus(StrEnum):
    """Labels of SV 113 table 7, and the three more that its question names."""

    FAMILY_OF_THIRD_COUNTRY = "gezinshereniging met derdelander"
    FAMILY_OF_BELGIAN = "gezinshereniging met Belg"
    REFUGEE = "erkend vluchteling"
    WORK_EU = "arbeidsmigrant EU+"
    FAMILY_OF_EU = "gezinshereniging met EU+"
    WORK_THIRD_COUNTRY = "arbeidsmigrant derdelander"
    UNDETERMINED = "onbepaald"
    STUDENT_THIRD_COUNTRY = "student derdelander"
    FAMILY_OF_REFUGEE = "gezinshereniging met erkend vluchteling"
    OTHER_THIRD_COUNTRY = "andere reden derdelander"
    REGULARISED = "geregulariseerd"
    OTHER = "overige"
    ASYLUM_SEEKER = "asielzoeker"
    SUBSIDIARY_PROTECTION = "subsidiaire bescherming"
    FAMILY_OF_SUBSIDIARY = "gezinshereniging met subsidiair beschermde"
    MEANS_EU = "beschikker voldoende bestaansmiddelen EU+"
    STUDENT_EU = "student EU+"
    NEW_BELGIAN = "Belg nieuwkomer"
    PROVISIONAL_EU = "EU+ voorlopig statuut"
    PENDING_EU = "EU+ in afwachting"
    OTHER_EU = "andere reden EU+"
    FAMILY_OF_EU_OR_BELGIAN = "gezinshereniging met EU+ of Belg"


class InfringementType(StrEnum):
    """Labels of SV 113 table 10. When each could be committed: inbreuktype.dmn."""

    NOT_REGISTERED = "niet tijdig aangemeld"
    REFUSED_TO_SIGN = "geweigerd te ondertekenen"
    ENDED_EARLY = "onrechtmatig vroegtijdig beëindigd"
    IRREGULAR_OLD = "onregelmatige deelname"
    NOT_REGISTERED_AFTER_INFRINGEMENT = "na inbreuk niet tijdig aangemeld"
    NOT_REGULAR = "niet regelmatig deelgenomen"
    NOT_BACK_AFTER_SUSPENSION = "niet tijdig aangemeld na opschorting"


class InfringementStatus(StrEnum):
    """How far an infringement has come."""

    FOUND = "vastgesteld"
    NOTICE_SENT = "in_gebreke_gesteld"
    FORWARDED = "doorgestuurd"
    RECTIFIED = "rechtgezet"
    NOT_PURSUED = "niet_vervolgd"
    DECIDED = "besloten"


class DecisionOutcome(StrEnum):
    """What an enforcement officer may decide (SV 113 table 11)."""

    FINE = "boete"
    NO_FINE = "geen boete"  # force majeure
    NO_FOLLOW_UP = "geen gevolg"


class Collection(StrEnum):
    """How far the collection of a fine has come."""

    TO_PAY = "te_betalen"
    REMINDED = "herinnerd"
    REMINDED_TWICE = "tweede_herinnering"
    COLLECTED = "geind"
    HANDED_OVER = "overgedragen"  # to the Vlaamse Belastingdienst
    IRRECOVERABLE = "oninvorderbaar"
    STOPPED = "stopgezet"  # the decision was amended or withdrawn, or the person died


class Revision(StrEnum):
    """What became of a decision that was notified already."""

    AMENDED = "gewijzigd"
    WITHDRAWN = "ingetrokken"


class Unit(StrEnum):
    """In what a term is counted."""

    CALENDAR_DAYS = "kalenderdagen"
    WORKING_DAYS = "werkdagen"
    MONTHS = "maanden"


class TermStart(StrEnum):
    """What starts a term."""

    LETTER_SENT = "brief_verzonden"
    ON_WAITING = "bij_wachten"
    FACT = "feit"


class Provenance(StrEnum):
    """On what a term or number rests; the last two are shown to staff and keep VOORBEELD on letters."""

    LAW = "wet"
    PRACTICE = "praktijk"
    ANALOGY = "analogie"
    UNCONFIRMED = "onbevestigd"
    ASSUMPTION = "aanname"

    @property
    def confirmed(self) -> bool:
        return self not in (Provenance.UNCONFIRMED, Provenance.ASSUMPTION)


class CaseStatus(StrEnum):
    """A case runs, or it has ended with an outcome."""

    RUNNING = "lopend"
    ENDED = "beeindigd"


class TaskStatus(StrEnum):
    """A human task; `vervallen` when the diagram withdrew it."""

    OPEN = "open"
    COMPLETED = "voltooid"
    WITHDRAWN = "vervallen"


class TermStatus(StrEnum):
    """A term of a case; `wacht` until its starting event has a day."""

    WAITING = "wacht"
    RUNNING = "loopt"
    EXPIRED = "verstreken"
    WITHDRAWN = "vervallen"


class TermKind(StrEnum):
    """A timer fires by itself; the term of a task only marks it overdue."""

    TIMER = "timer"
    TASK = "taak"


class TermChange(StrEnum):
    """What a person did to a running term."""

    EXTENSION = "verlenging"
    POSTPONEMENT = "uitstel"  # the date on an attest replaces the last day (legal.md F5, F8)
    NEW_RULE = "nieuwe_regel"  # a new length, applied to terms that ran already


class LetterStatus(StrEnum):
    """From the queue to proof of sending."""

    REQUESTED = "gevraagd"
    MADE = "gemaakt"
    IN_BATCH = "in_batch"
    SENT = "verzonden"
    CANCELLED = "geannuleerd"


NOT_LEFT = (LetterStatus.REQUESTED, LetterStatus.MADE, LetterStatus.IN_BATCH)


class AddressOutcome(StrEnum):
    """What somebody found who looked where a person lives, after a letter came back."""

    CONFIRMED = "adres_bevestigd"
    NEW_ADDRESS = "nieuw_adres"
    UNTRACEABLE = "onvindbaar"  # F15: the task Inbreuk vaststellen is told


class MessageStatus(StrEnum):
    """A message between cases, or into one."""

    WAITING = "wachtend"
    DELIVERED = "bezorgd"
    UNDELIVERABLE = "onbestelbaar"


class PartnerMessageStatus(StrEnum):
    """What became of a message of a partner."""

    KEPT = "bewaard"  # until a case waits for it
    DELIVERED = "bezorgd"
    REPEATED = "herhaald"  # the case knew already all that it says
    TRAY = "postvak"  # a person has to look
    ANSWERED = "beantwoord"
    LAPSED = "vervallen"  # a person let it go, with the reason


class ReleaseStatus(StrEnum):
    """Processes, tables, terms, forms and letters together."""

    DRAFT = "concept"
    PUBLISHED = "gepubliceerd"


class PersonStatus(StrEnum):
    """What the register last said about somebody."""

    ACTIVE = "actief"
    DECEASED = "overleden"
    STRUCK_OFF = "geschrapt"
    MOVED_OUT = "verhuisd"
    WITHDRAWN = "teruggedraaid"  # came by a file that was taken back: here nobody knows them


class Mutation(StrEnum):
    """Why a row stands in a register extract; an empty cell means `nieuw`."""

    NEW = "nieuw"
    CHANGE = "wijziging"
    MOVED = "verhuisd"
    DECEASED = "overleden"
    STRUCK_OFF = "geschrapt"
    NATURALISED = "belg_geworden"


class LapseReason(StrEnum):
    """Why a running trajectory ends from outside: the `reden` of the message `traject_vervallen`."""

    DECEASED = "overleden"
    STRUCK_OFF = "geschrapt"
    MOVED_OUT = "verhuisd_buiten_gewest"
    NATURALISED = "belg_geworden"
    NO_TARGET_GROUP = "geen_doelgroep"


class Milestone(StrEnum):
    """Dated facts of a trajectory that the published tables count; of Brussels as its own."""

    DETECTED = "gedetecteerd"
    REGISTERED = "aangemeld"
    CONTRACT = "contract"
    CERTIFICATE = "attest"
    DECLARATION = "verklaring"
    EXEMPTED = "vrijgesteld"
    BRUSSELS_ATTEST = "brussel_attest"  # the attest of the duty was handed over
    BRUSSELS_REGISTERED = "brussel_aangemeld"
    BRUSSELS_COMPLETED = "brussel_voltooid"
    BRUSSELS_EXEMPTED = "brussel_vrijgesteld"
