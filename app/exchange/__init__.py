"""File formats of other organisations: reading and writing only; what a row means is decided in casework."""
