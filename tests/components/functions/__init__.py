"""Tests of what every function has."""
