"""Tests of what every component may use."""
