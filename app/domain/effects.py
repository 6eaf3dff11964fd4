"""What a diagram may ask of the host, by name, with the parameters that each must be given."""

from __future__ import annotations

EFFECTS: dict[str, tuple[str, ...]] = {
    "dossier_toewijzen": ("organisatie",),  # the case goes to this organisation
    "mijlpaal": ("soort", "datum"),  # a fact that statistics count
    "brief_annuleren": ("sjabloon",),  # letters of this kind that have not left
    "overhandigen": ("soort", "sjablonen", "datum"),  # by hand: a fact to count, letters that leave so
    "termijn_uitstellen": ("termijnen", "tot", "reden"),  # codes; the day on the attest
    "opschorten": ("van", "tot", "reden"),  # both days included; tot null = no end known
    "opschorting_beeindigen": ("hervat_op",),
    "inbreuk_registreren": ("type", "feit_datum", "rang"),
    "inbreuk_bijwerken": ("status",),
    "inbreuk_niet_vervolgen": ("reden",),
    "besluit_registreren": ("besluit", "bedrag", "voorstel", "reden"),  # euro; why there is no follow-up
    "sanctie_registreren": ("besluit", "bedrag", "voorstel", "reden"),  # the same, of the GGC in Brussels
    "bedrag_registreren": ("bedrag",),  # of a fine that was decided before its amount
    "besluit_herzien": ("soort", "besluit", "bedrag"),  # gewijzigd | ingetrokken
    "terugbetaling_registreren": ("bedrag", "datum"),
    "inning_bijwerken": ("status",),
}
