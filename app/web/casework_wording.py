"""Sentences for what the casework and the engine refuse, and the status with which a page says it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.errors import add_statuses
from app.web.wording import add_words

add_words(
    {
        "intussen_gewijzigd": _l(
            "Er is intussen iets gewijzigd in dit dossier. Kijk na of uw antwoorden nog kloppen en "
            "verstuur ze opnieuw."
        ),
        "taak_van_collega": _l(
            "Een collega heeft deze taak genomen. Alleen wie de taak heeft, kan ze voltooien."
        ),
        "taak_niet_meer_open": _l(
            "Deze taak staat niet meer open: ze is intussen voltooid of niet meer nodig."
        ),
        "taak_niet_voor_uw_rol": _l("Deze taak is voor een andere rol dan de uwe."),
        "taak_andere_organisatie": _l("Dit dossier hoort bij een andere organisatie."),
        "taak_uitgesloten": _l(
            "U kunt deze taak niet doen omdat u in dit dossier al een eerdere stap zette, zoals de "
            "vaststelling, de ingebrekestelling of het besluit. Wie dat deed, mag hier niet over "
            "beslissen. Een collega neemt deze taak."
        ),
        "taak_onbekend": _l("Deze taak bestaat niet."),
        "geen_recht": _l("Uw rollen laten dit niet toe."),
        "geen_toegang": _l(
            "Dit dossier hoort bij een andere organisatie. U ziet alleen de dossiers van uw eigen "
            "organisatie."
        ),
        "gemeente_andere": _l(
            "Deze persoon woont volgens onze gegevens niet in uw gemeente. Alleen de gemeente waar iemand "
            "ingeschreven is, kijkt de verplichting na."
        ),
        "grond_onbekend": _l("Deze grond van vrijstelling bestaat niet: %(grond)s."),
        "persoon_is_overleden": _l("Deze persoon is overleden."),
        "brussel_niet_in_release": _l(
            "De release die nu geldt, kent het verplichte traject van Brussel nog niet. Publiceer eerst een "
            "release die het kent."
        ),
        "dossier_onbekend": _l("Dit dossier bestaat niet."),
        "bericht_niet_verwacht": _l(
            "Dit dossier wacht hier niet (meer) op. Waarschijnlijk is het al vastgelegd; kijk in de tijdlijn."
        ),
        "bericht_niet_voor_uw_rol": _l("Dit vastleggen is voor een andere rol dan de uwe."),
        "bericht_nog_niet_bezorgd": _l("Het bericht is nog niet bezorgd: geen enkel dossier wacht er al op."),
        "traject_wacht_niet_op_aanmelding": _l(
            "Het traject wacht nu niet op een aanmelding. Kijk in het dossier wat er openstaat."
        ),
        "geen_doelgroep": _l("Deze persoon hoort niet tot de doelgroep van de inburgering."),
        "wacht_niet": _l("De stap die u wilde zetten, staat niet (meer) open in het proces."),
        "onverwachte_fout": _l(
            "Er ging iets mis in Traject zelf (%(soort)s). Er is niets gewijzigd. Meld dit aan wie Traject "
            "onderhoudt; daarna kan deze stap opnieuw geprobeerd worden."
        ),
        "stap_mislukt": _l("Het proces kon deze stap niet zetten."),
        "stap_op_hol": _l("Het proces bleef in een kring lopen en is gestopt na %(stappen)s stappen."),
        "feel_fout": _l("Een uitdrukking in het proces kon niet berekend worden."),
        "feel_waarschuwing": _l(
            "Een uitdrukking in het proces gebruikt iets wat niet bestaat: %(expressie)s"
        ),
        "feel_geen_ja_of_nee": _l("Een vraag in het proces gaf geen ja of nee: %(expressie)s"),
        "feel_te_lang": _l("Een uitdrukking in het proces duurde te lang en is gestopt."),
        "feel_te_groot": _l("Een uitdrukking in het proces vroeg te veel geheugen en is gestopt."),
        "tabel_geen_regel": _l("In de beslissingstabel %(tabel)s past geen enkele regel."),
        "tabel_meer_regels": _l("In de beslissingstabel %(tabel)s passen meer regels tegelijk."),
        "tabel_onbekend": _l("De beslissingstabel %(tabel)s zit niet in deze uitgave."),
        "formulier_onbekend": _l("Het formulier %(formulier)s zit niet in de uitgave van dit dossier."),
        "uitgave_onbekend": _l("Deze uitgave bestaat niet."),
        "geen_uitgave": _l("Er is nog geen uitgave gepubliceerd: er kunnen geen dossiers beginnen."),
        "toestand_onbekend": _l("De toestand van dit dossier is niet leesbaar."),
        "geen_datum": _l("Een datum die het proces nodig heeft, ontbreekt of is geen datum."),
        "bedrag_zonder_boete": _l("Vul alleen een bedrag in bij een boete."),
        "bedrag_ontbreekt": _l("Vul het bedrag van de boete in."),
        "bedrag_buiten_grenzen": _l("Het bedrag ligt buiten de wettelijke grenzen van € 50 tot € 5.000."),
        "bedrag_ongeldig": _l("Een bedrag heeft hoogstens twee cijfers na de komma."),
        "afwijking_zonder_reden": _l("U wijkt af van het voorstel. Leg uit waarom."),
        "besluit_zonder_twee_ambtenaren": _l(
            "Een besluit wordt genomen en ondertekend door twee verschillende handhavingsambtenaren."
        ),
        "tweede_boete_rechthebbende": _l("Een rechthebbende krijgt hoogstens één boete, en die is er al."),
        "hoorzitting_te_vroeg": _l("De persoon krijgt te weinig tijd: kies %(dag)s of later."),
        "herziening_zonder_verschil": _l(
            "Dit is wat er al beslist is. Wijzig het bedrag of de uitkomst, of laat het besluit staan."
        ),
        "besluit_zonder_motivering": _l("Een besluit zonder motivering kan niet geregistreerd worden."),
        "incident_onbekend": _l("Dit incident is al opgelost."),
        "incident_bij_taak": _l(
            "Dit kan alleen opnieuw vanuit de taak zelf: de medewerker vult het formulier opnieuw in."
        ),
        "termijn_te_laat_bekend": _l(
            "De uiterste dag was al voorbij toen hij bekend werd. De termijn loopt niet vanzelf af: een "
            "medewerker beslist."
        ),
        "termijn_niet_voor_uw_rol": _l(
            "Uw rollen laten niet toe om termijnen van dit dossier te verschuiven, of het dossier hoort bij "
            "een andere organisatie."
        ),
        "dossier_niet_lopend": _l("Dit dossier is beëindigd: zijn termijnen liggen vast."),
        "reden_ontbreekt": _l("Schrijf waarom. De reden blijft in het dossier staan."),
        "opschorting_onbekend": _l("Deze opschorting bestaat niet, of ze is al ingetrokken."),
        "opschorting_onmogelijk": _l(
            "Deze dagen kunnen niet. Het einde ligt niet vóór het begin, en alles ligt binnen vijf jaar."
        ),
        "opschorting_onmogelijk_einde_voor_begin": _l(
            "De laatste dag ligt vóór de eerste dag van de opschorting. Kijk beide dagen na."
        ),
        "opschorting_onmogelijk_te_ver": _l(
            "Deze opschorting ligt of duurt meer dan vijf jaar. Kijk het jaartal na."
        ),
        "termijn_loopt_niet": _l(
            "Deze termijn loopt niet (meer): hij is intussen verstreken of niet meer nodig."
        ),
        "termijn_voorbij": _l(
            "De uiterste dag van deze termijn is voorbij. Hij kan niet meer verschuiven: de volgende stap "
            "begint."
        ),
        "verlenging_onmogelijk": _l(
            "Verleng met een geheel aantal van minstens 1, en met hoogstens vijf jaar: 60 maanden, "
            "1.830 kalenderdagen of 1.250 werkdagen."
        ),
        "uitstel_onmogelijk": _l(
            "Deze dag kan niet: ze is voorbij, vroeger dan de uiterste dag van nu, of jaren ver."
        ),
        "uitstel_onmogelijk_voorbij": _l("%(dag)s is al voorbij. Een uitstel eindigt vandaag of later."),
        "uitstel_onmogelijk_korter": _l(
            "Dit is vroeger dan de uiterste dag van nu, %(dag)s. Een uitstel maakt een termijn niet korter."
        ),
        "uitstel_onmogelijk_te_ver": _l("%(dag)s ligt meer dan vijf jaar ver. Kijk het jaartal na."),
        "termijnwijziging_onbekend": _l("Deze wijziging bestaat niet, of ze is al ingetrokken."),
        "nieuwe_lengte_niet_voor_uw_rol": _l(
            "Alleen een proceseigenaar past een nieuwe lengte toe op termijnen die al lopen."
        ),
        "nieuwe_lengte_loopt": _l(
            "Er wordt al een nieuwe lengte toegepast. Wacht tot dat klaar is en kijk dan opnieuw."
        ),
        "termijn_onbekend": _l("Een termijn die het proces noemt, zit niet in de uitgave van dit dossier."),
        "brief_onbekend": _l("Deze brief bestaat niet, of is nog niet gemaakt."),
        "brief_niet_te_verzenden": _l("Deze brief kan niet als verzonden vastgelegd worden."),
        "brief_mist_gegeven": _l("De brief kan niet gemaakt worden: het gegeven %(gegeven)s ontbreekt."),
        "brief_teken_niet_afdrukbaar": _l(
            "De brief kan niet gemaakt worden: een naam of tekst bevat tekens die ons lettertype niet kent."
        ),
        "brief_sjabloon_onbekend": _l("Het sjabloon %(sjabloon)s zit niet in de uitgave van dit dossier."),
        "brief_sjabloon_fout": _l("Het sjabloon %(sjabloon)s bevat een fout."),
        "brief_niet_gevraagd": _l("Deze brief wordt niet meer gevraagd."),
        "verzenddatum_onmogelijk": _l(
            "Deze verzenddatum kan niet: ze ligt vóór de aanvraag of in de toekomst."
        ),
        "brief_nog_niet_gemaakt": _l(
            "De brief is nog niet gemaakt. Druk hem eerst af; overhandig hem daarna."
        ),
        "diagram_zonder_tekening": _l("Het diagram van dit proces heeft geen tekening."),
    }
)
add_statuses(
    {
        "dossier_onbekend": 404,
        "taak_onbekend": 404,
        "brief_onbekend": 404,
        "geen_recht": 403,
        "taak_niet_voor_uw_rol": 403,
        "taak_andere_organisatie": 403,
        "taak_uitgesloten": 403,
        "termijn_niet_voor_uw_rol": 403,
        "nieuwe_lengte_niet_voor_uw_rol": 403,
        "bericht_niet_voor_uw_rol": 403,
    }
)
