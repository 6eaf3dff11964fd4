"""Traject: the civic integration trajectory of Flanders and Brussels, run from BPMN diagrams."""

VERSION = "0.1.0"
