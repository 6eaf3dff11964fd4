"""Sentences for what makes a release unfit, each with its file and element, for screens and command line."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.engine.checks import Problem
from app.web import scenario_wording  # noqa: F401 - scenarios prove a release
from app.web.wording import add_words, words_for

add_words(
    {
        "uitgave_geweigerd": _l("Deze uitgave kan niet gebruikt worden: %(eerste)s"),
        "uitgave_onleesbaar": _l("Dit is geen leesbare uitgave (zip): %(uitleg)s."),
        "geen_processen": _l("Er staat geen enkel uitvoerbaar proces in processes/."),
        "bestand_op_verkeerde_plaats": _l(
            "Dit bestand staat niet op zijn plaats. Zet het in processes/ of forms/, in de map van een "
            "gewest."
        ),
        "naam_dubbel": _l("De naam %(naam)s komt twee keer voor in deze uitgave. Hernoem er een."),
        "startbericht_dubbel": _l(
            "Het bericht %(bericht)s start al het proces %(proces)s. Een bericht start maar één proces."
        ),
        "xml_onleesbaar": _l("Dit bestand is geen leesbare XML: %(uitleg)s."),
        "model_onbruikbaar": _l("Dit diagram kan niet uitgevoerd worden: %(uitleg)s."),
        "tabel_onbruikbaar": _l("Deze beslissingstabel kan niet uitgevoerd worden: %(uitleg)s."),
        "formulier_onleesbaar": _l("Dit formulier is niet leesbaar: %(uitleg)s."),
        "element_niet_uitvoerbaar": _l(
            "Traject kan een onderdeel van de soort %(soort)s niet uitvoeren. Teken deze stap anders."
        ),
        "proces_zonder_startbericht": _l(
            "Een proces begint met een startgebeurtenis van het type bericht, en alleen daarmee."
        ),
        "deelproces_start": _l(
            "Een deelproces heeft precies één gewone startgebeurtenis; hier zijn het er %(aantal)s, of ze "
            "wacht op een bericht."
        ),
        "zonder_einde": _l("Hier ontbreekt een eindgebeurtenis."),
        "zonder_vervolg": _l(
            "Na deze stap komt niets. Trek een pijl naar de volgende stap of naar een einde."
        ),
        "onbereikbaar": _l("Geen enkele weg leidt naar deze stap."),
        "stroom_over_grens": _l(
            "De pijl %(stroom)s loopt over de rand van een deelproces. Laat ze binnen de rand eindigen."
        ),
        "stroom_dubbel": _l(
            "Twee pijlen van dezelfde stap komen samen in deze parallelle poort: ze zou blijven wachten."
        ),
        "stroom_zonder_voorwaarde": _l(
            "Een pijl uit deze keuze heeft geen voorwaarde en is niet de standaardweg."
        ),
        "voorwaarde_genegeerd": _l(
            "De voorwaarde op de pijl %(stroom)s telt niet: alleen pijlen uit een keuze hebben er een."
        ),
        "meer_uitgaande_stromen": _l("Uit deze stap vertrekken te veel pijlen. Splits met een poort."),
        "gebeurtenis_onbekend": _l("Een gebeurtenis van de soort %(soort)s wordt hier niet uitgevoerd."),
        "gebeurtenis_verwacht": _l(
            "Na deze poort mag alleen het wachten op een bericht of een termijn volgen, niet %(element)s."
        ),
        "gebeurtenis_gedeeld": _l("De gebeurtenis %(element)s na deze poort wordt nog van elders bereikt."),
        "proces_niet_uitvoerbaar": _l(
            "Dit proces is niet als uitvoerbaar gemerkt en zou stil wegvallen. Zet het vinkje “uitvoerbaar”."
        ),
        "meer_processen": _l("Eén bestand bevat één uitvoerbaar proces. Geef dit proces een eigen bestand."),
        "id_ontbreekt": _l("Hierin heeft een onderdeel van de soort %(soort)s geen id."),
        "id_dubbel": _l("De id %(naam)s komt twee keer voor in dit diagram."),
        "kenmerk_onbekend": _l(
            "Het kenmerk %(kenmerk)s bestaat niet en zou niets doen. Kijk de spelling na."
        ),
        "verwijzing_onbekend": _l("%(verwijzing)s wordt genoemd, maar bestaat niet in dit diagram."),
        "onderdeel_onleesbaar": _l("Een deel van dit diagram is geen BPMN: %(uitleg)s."),
        "uitbreiding_misplaatst": _l(
            "“%(uitbreiding)s” staat hier te veel: een onderdeel van de soort %(soort)s leest het niet, of "
            "maar één keer."
        ),
        "eigenschap_genegeerd": _l("De eigenschap %(eigenschap)s wordt niet uitgevoerd. Haal ze weg."),
        "andere_taal": _l("Elke uitdrukking is FEEL; deze zegt dat ze %(taal)s is."),
        "zonder_uitweg": _l("Vanaf deze stap is geen einde te bereiken: het dossier blijft rondjes draaien."),
        "stroom_naar_begin": _l(
            "De pijl %(stroom)s loopt naar een begin of naar een gebeurtenis op een rand. Daar komt niets "
            "aan."
        ),
        "standaardweg_met_voorwaarde": _l(
            "De standaardweg %(stroom)s heeft een voorwaarde; die telt niet. Haal ze weg of kies een andere."
        ),
        "standaardweg_elders": _l("De standaardweg %(stroom)s vertrekt niet uit deze keuze."),
        "samenkomst_wacht": _l(
            "Deze parallelle poort kan voor altijd blijven wachten: niet op elke weg komt er altijd iets aan."
        ),
        "loopt_dubbel": _l(
            "Hier komen wegen samen die tegelijk lopen: wat volgt, gebeurt dan twee keer. Voeg ze samen met "
            "een parallelle poort."
        ),
        "te_veel_wegen": _l(
            "Hier lopen zo veel wegen tegelijk dat niet na te gaan is of ze samenkomen. Maak er een "
            "deelproces van."
        ),
        "wacht_dubbel": _l(
            "Deze gebeurtenis en %(element)s wachten tegelijk op %(naam)s: het toeval zou kiezen."
        ),
        "poort_doof": _l(
            "Terwijl de taak %(taak)s open is, hoort deze poort het bericht %(bericht)s niet. Zet het "
            "wachten in een deelproces met het bericht op de rand."
        ),
        "verzoek_overleeft": _l(
            "Het werk na deze gebeurtenis gaat door wanneer %(element)s alles zou beëindigen. Zet "
            "%(element)s op een deelproces errond."
        ),
        "rand_hoort_niets": _l(
            "De stap %(element)s is meteen voorbij, dus deze gebeurtenis op de rand wordt nooit gehoord."
        ),
        "rand_elders": _l("Deze gebeurtenis hangt niet aan een stap in hetzelfde proces of deelproces."),
        "twee_banen": _l("Deze stap ligt in meer dan één baan: %(banen)s."),
        "niet_getekend": _l("Dit onderdeel staat niet op de tekening."),
        "stroom_achteruit": _l(
            "Deze pijl loopt naar links, naar een stap die de lezer nog niet zag. Zet %(naar)s rechts van "
            "%(van)s."
        ),
        "zonder_baan": _l("Deze stap ligt in geen enkele baan."),
        "baan_dubbel": _l("De rol %(rol)s heeft al een baan. Voeg beide samen."),
        "buiten_baan": _l("Deze stap is buiten haar baan %(baan)s getekend."),
        "rand_naast_stap": _l("Deze gebeurtenis hoort op de rand van %(element)s, maar is ernaast getekend."),
        "vorm_over_vorm": _l("Dit onderdeel ligt over een ander, of steekt uit wat errond ligt."),
        "lijn_door_vorm": _l("Deze pijl loopt door %(element)s. Leid ze errond."),
        "lijnen_kruisen": _l("Deze pijl kruist of bedekt de pijl %(stroom)s."),
        "tekst_over_tekening": _l("De tekst bij dit onderdeel ligt over %(element)s."),
        "poort_zonder_vraag": _l("De naam van deze poort is een vraag, met een vraagteken."),
        "stroom_zonder_antwoord": _l("Deze pijl antwoordt op de vraag van %(poort)s: geef ze een naam."),
        "gebeurtenis_zonder_naam": _l("Deze gebeurtenis zegt niet wat er gebeurd is."),
        "taak_zonder_werkwoord": _l(
            "De naam “%(naam)s” zegt niet wat te doen is. Gebruik een infinitief: “Intake voeren”."
        ),
        "deelproces_zonder_naam": _l("Dit onderdeel heeft geen naam."),
        "deelproces_zonder_tekening": _l(
            "Dit deelproces is dicht getekend, maar heeft geen eigen tekening: er is niets te openen."
        ),
        "deelproces_dubbel_getekend": _l(
            "De inhoud van dit deelproces heeft meer dan één tekening. Teken het open waar het staat, of "
            "dicht met één eigen tekening."
        ),
        "deelproces_van_een_rol": _l(
            "Het deelproces %(deelproces)s met een eigen tekening staat in de baan %(rol)s. Deze taak hoort "
            "bij een andere rol: haal ze uit het deelproces."
        ),
        "dubbel_getekend": _l("Dit onderdeel is meer dan één keer getekend. Laat er één staan."),
        "verkeerde_tekening": _l("Dit onderdeel hoort op de tekening van %(tekening)s."),
        "poort_voegt_en_splitst": _l("Deze poort voegt samen én splitst. Teken er twee."),
        "poort_overbodig": _l("Deze poort heeft één weg in en één weg uit. Laat ze weg."),
        "zonder_grondslag": _l("Deze stap steunt op het recht: schrijf de grondslag in de documentatie."),
        "past_niet_op_scherm": _l(
            "Deze tekening is %(breedte)s bij %(hoogte)s en past niet leesbaar op een scherm. Maak een "
            "deelproces met een eigen tekening."
        ),
        "lint_te_zwaar": _l("Dit diagram is te groot om na te kijken."),
        "lint_mislukt": _l("Dit diagram kon niet nagekeken worden: %(uitleg)s."),
        "bericht_zonder_naam": _l("Deze gebeurtenis zegt niet welk bericht ze bedoelt."),
        "timer_zonder_termijn": _l("Deze timer noemt geen termijn uit termijnen.toml."),
        "taak_zonder_formulier": _l("Deze taak noemt geen formulier."),
        "taak_zonder_rol": _l("Deze taak ligt in geen enkele baan, dus niemand krijgt ze."),
        "regel_zonder_tabel": _l("Deze stap noemt geen beslissingstabel."),
        "brief_zonder_sjabloon": _l("Deze stap noemt geen sjabloon voor de brief."),
        "script_leeg": _l("Deze stap heeft geen uitdrukking."),
        "handeling_onbekend": _l("De handeling %(handeling)s bestaat niet."),
        "handeling_parameters": _l(
            "De handeling %(handeling)s vraagt precies deze parameters: %(verwacht)s."
        ),
        "handeling_mislukt": _l(
            "De handeling %(handeling)s is mislukt: een gegeven dat ze nodig heeft, ontbreekt of past niet."
        ),
        "formulier_ontbreekt": _l("Het formulier %(naam)s ontbreekt in forms/."),
        "tabel_ontbreekt": _l("De beslissingstabel %(naam)s ontbreekt in processes/."),
        "sjabloon_ontbreekt": _l("Het sjabloon %(naam)s ontbreekt in de map brieven/."),
        "termijn_ontbreekt": _l("De termijn %(naam)s ontbreekt in termijnen.toml."),
        "bestand_niet_utf8": _l("Dit bestand is niet in UTF-8. Bewaar het zo en probeer opnieuw."),
        "niet_door_onbekend": _l("“nietDoor” noemt de stap %(naam)s, die nergens bestaat."),
        "feel_onleesbaar": _l("De uitdrukking “%(expressie)s” is geen geldige FEEL: %(uitleg)s."),
        "feel_geen_context": _l(
            "De uitdrukking “%(expressie)s” moet een context geven, zoals {naam: waarde}."
        ),
        "termijn_ongeldig": _l("Rij %(row)s, %(field)s: %(why)s."),
        "parameter_ongeldig": _l("Rij %(row)s, %(field)s: %(why)s."),
        "parameter_onbekend": _l("Het getal %(parameter)s geldt niet op die dag. Vul parameters.toml aan."),
        "diagram_onleesbaar": _l("Van dit diagram kan geen tekening gemaakt worden."),
        "plaats_leeg": _l("Zeg minstens één stap waar het dossier staat."),
        "plaats_onbekend": _l("Deze stap bestaat niet in het proces %(proces)s."),
        "plaats_geen_wachtpunt": _l("Op een onderdeel van de soort %(soort)s kan een dossier niet wachten."),
        "plaats_geen_join": _l(
            "Deze stap komt niet samen in die parallelle poort van het proces %(proces)s."
        ),
        "plaats_loopt_door": _l(
            "Op deze plaats wacht niets meer: het proces %(proces)s zou meteen verder lopen."
        ),
    }
)


# A code that says something else where a file is read than where a case runs.
_IN_FILES = {"termijn_onbekend": "termijn_ontbreekt"}


def problem_words(problem: Problem) -> str:
    """One reason to refuse a release: in which file, at which element, and what is wrong there."""
    sentence = words_for(_IN_FILES.get(problem.code, problem.code), problem.facts)
    if problem.element:
        return _(
            "%(bestand)s, %(element)s: %(zin)s", bestand=problem.path, element=problem.element, zin=sentence
        )
    return _("%(bestand)s: %(zin)s", bestand=problem.path, zin=sentence)
