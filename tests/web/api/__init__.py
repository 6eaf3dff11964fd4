"""The API as other systems meet it."""
