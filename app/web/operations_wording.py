"""Sentences for who keeps the installation running: backups, and why a term has not fired."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.wording import add_words

add_words(
    {
        "reservekopie_bestaat_al": _l("%(bestand)s bestaat al. Kies een andere naam."),
        "reservekopie_onleesbaar": _l("Dit is geen gave reservekopie van Traject: %(reden)s"),
        "reservekopie_andere_database": _l(
            "Deze reservekopie komt van een andere soort database. SQLite en PostgreSQL kunnen elkaars "
            "reservekopie niet lezen."
        ),
        "reservekopie_nieuwer": _l(
            "Deze reservekopie is van een nieuwere Traject (versie %(versie)s van de database). Zet eerst "
            "die versie van Traject klaar."
        ),
        "reservekopie_mislukt": _l("Het lukte niet, en er is niets gewijzigd: %(reden)s"),
        "database_niet_leeg": _l(
            "De database is niet leeg. Met --force verdwijnt wat erin staat; neem eerst een reservekopie."
        ),
        "programma_ontbreekt": _l(
            "Het programma %(programma)s ontbreekt op deze machine. Installeer het pakket %(pakket)s."
        ),
        "database_onbereikbaar": _l("De database is niet bereikbaar. Kijk na of ze draait en hoe ze heet."),
        "schijf_vol": _l("De schijf van de database is vol. Maak plaats; daarna gaat het werk vanzelf door."),
        "termijn_verstreken": _l("Deze termijn is verstreken en het dossier heeft dat gehoord."),
        "termijn_vervallen": _l("Deze termijn is vervallen: het dossier wacht er niet meer op."),
        "termijn_van_taak": _l(
            "Deze termijn hoort bij een taak: ze gaat niet af, de taak is na %(dag)s te laat."
        ),
        "termijn_nog_niet": _l("Deze termijn loopt en gaat af op %(moment)s."),
        "termijn_geschorst": _l(
            "De termijnen van dit dossier zijn geschorst sinds %(sinds)s, en nog niemand weet tot wanneer."
        ),
        "termijn_wacht_op_feit": _l(
            "Deze termijn begint pas als deze dag bekend is: %(feit)s. Die is nog niet vastgelegd."
        ),
        "termijn_brief_niet_gevraagd": _l(
            "Deze termijn begint als de brief %(brief)s verzonden is. Die brief is nog niet gevraagd."
        ),
        "termijn_brief_te_maken": _l(
            "Deze termijn begint als de brief %(brief)s verzonden is. Die brief wacht om gemaakt te worden; "
            "dat doet de worker."
        ),
        "termijn_brief_mislukt": _l(
            "Deze termijn begint als de brief %(brief)s verzonden is. Die brief kon niet gemaakt worden: "
            "kijk bij de incidenten."
        ),
        "termijn_brief_te_verzenden": _l(
            "Deze termijn begint als de brief %(brief)s verzonden is. Die brief is gemaakt en nog niet als "
            "verzonden gemeld: kijk in de postkamer."
        ),
        "termijn_incident": _l(
            "De stap die op deze termijn volgt, mislukte op %(sinds)s (incident %(incident)s, pogingen: "
            "%(pogingen)s). Ze wordt niet vanzelf opnieuw geprobeerd: kijk bij de incidenten."
        ),
        "termijn_dag_was_voorbij": _l(
            "De laatste dag (%(dag)s) was al voorbij toen hij bekend werd. Zo’n termijn gaat nooit vanzelf "
            "af: iemand beslist wat er gebeurt."
        ),
        "termijn_nooit_worker": _l(
            "Deze termijn moest afgaan op %(moment)s, maar er heeft deze week geen worker gelopen. Start er "
            "een: traject worker."
        ),
        "termijn_geen_worker": _l(
            "Deze termijn moest afgaan op %(moment)s, maar er loopt geen worker. De laatste was er op "
            "%(gezien)s. Start er een: traject worker."
        ),
        "termijn_worker_faalt": _l(
            "Deze termijn moest afgaan op %(moment)s, maar het lukt de worker niet: %(probleem)s. Kijk in "
            "zijn logboek."
        ),
        "termijn_aan_de_beurt": _l(
            "Deze termijn is aan de beurt sinds %(moment)s. Eerdere termijnen die nog wachten: %(eerder)s."
        ),
        "database_bezet": _l("De database is bezet. Probeer het over enkele ogenblikken opnieuw."),
    }
)
