"""The rules of the field, pure: no database, no clock, no web. Standard library, holidays and stdnum only."""
