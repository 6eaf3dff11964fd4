"""What a diagram may ask of the host, by name, with the parameters that each must be given."""

from __future__ import annotations

EFFECTS: dict[str, tuple[str, ...]] = {
    "dossier_toewijzen": ("organisatie",),  # the case goes to this organisation
    "mijlpaal": ("soort", "datum"),  # a fact that statistics count
    "brief_annuleren": ("sjabloon",),  # letters of this kind that have not left
    "inbreuk_registreren": ("type", "feit_datum", "rang"),
    "inbreuk_bijwerken": ("status",),
    "besluit_registreren": ("besluit", "bedrag", "voorstel"),  # euro
    "inning_bijwerken": ("status",),
}
