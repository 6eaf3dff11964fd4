"""Traject: the civic integration trajectory of Flanders and Brussels, run from BPMN diagrams."""
