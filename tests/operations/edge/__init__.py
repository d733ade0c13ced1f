"""Tests of `operations/edge`."""
