"""Tests of the monthly examination of the database."""
