"""Tests of the one client of AWS."""
