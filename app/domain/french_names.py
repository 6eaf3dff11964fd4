"""What organisations of Brussels are called in French: on letters to people who chose that language."""

from __future__ import annotations

from app.domain.organisations import Organisation, municipality_code

_MUNICIPALITIES = {
    "21001": "Commune d’Anderlecht",
    "21002": "Commune d’Auderghem",
    "21003": "Commune de Berchem-Sainte-Agathe",
    "21004": "Ville de Bruxelles",
    "21005": "Commune d’Etterbeek",
    "21006": "Commune d’Evere",
    "21007": "Commune de Forest",
    "21008": "Commune de Ganshoren",
    "21009": "Commune d’Ixelles",
    "21010": "Commune de Jette",
    "21011": "Commune de Koekelberg",
    "21012": "Commune de Molenbeek-Saint-Jean",
    "21013": "Commune de Saint-Gilles",
    "21014": "Commune de Saint-Josse-ten-Noode",
    "21015": "Commune de Schaerbeek",
    "21016": "Commune d’Uccle",
    "21017": "Commune de Watermael-Boitsfort",
    "21018": "Commune de Woluwe-Saint-Lambert",
    "21019": "Commune de Woluwe-Saint-Pierre",
}
_NAMES: dict[str, str] = {
    Organisation.GGC: "Commission communautaire commune - Service du parcours d’accueil",
    **{municipality_code(nis): name for nis, name in _MUNICIPALITIES.items()},
}


def french_name(code: str) -> str | None:
    """The French name of an organisation of Brussels; None where it has one name in both languages."""
    return _NAMES.get(code)
