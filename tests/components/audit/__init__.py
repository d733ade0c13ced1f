"""Tests of the record and of what watches it."""
