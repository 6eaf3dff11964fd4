"""Tests of the casework: whole stories, and each promise of the waist with what breaks it."""
