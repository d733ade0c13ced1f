"""Tests of rehearsal/metrics."""
