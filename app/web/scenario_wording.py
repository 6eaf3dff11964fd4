"""Sentences for scenarios that do not hold, and for what a check finds beside them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.wording import add_words

add_words(
    {
        "scenario_onleesbaar": _l("Dit scenario klopt niet: %(uitleg)s."),
        "scenario_onbekend": _l("Er is geen scenario %(naam)s%(lijkt)s."),
        "scenario_verschil": _l("%(dag)s: %(zin)s."),
        "scenario_geweigerd": _l("%(dag)s: deze stap werd geweigerd: %(zin)s."),
        "scenario_niet_geweigerd": _l(
            "%(dag)s: deze stap had geweigerd moeten worden met %(zin)s, en ging toch door."
        ),
        "scenario_herladen_verschilt": _l(
            "%(dag)s: opgeslagen en herladen is niet hetzelfde als doorgespeeld: %(zin)s."
        ),
        "tabel_overlap": _l("Rij %(rij)s en rij %(andere)s passen allebei bij %(voorbeeld)s."),
        "tabel_dode_rij": _l(
            "Rij %(rij)s komt nooit aan de beurt: wat erin past, is al gevangen door een rij erboven."
        ),
        "tabel_gat": _l("Geen enkele rij past bij %(voorbeeld)s."),
        "formulier_ongebruikt": _l("Geen enkele taak en geen enkel bericht vraagt dit formulier."),
        "brief_zonder_voorbeeld": _l(
            "Van deze brief zijn er geen voorbeeldgegevens: niemand kan nakijken of ze gemaakt kan worden."
        ),
    }
)
