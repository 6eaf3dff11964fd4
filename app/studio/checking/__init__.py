"""Checking a release before anybody depends on it: files, diagrams, tables, forms, letters, scenarios."""
