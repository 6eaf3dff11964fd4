"""Scenarios: what happens on which day, and what must then be true, played through the real casework."""
