"""Detectors: pure functions from a snapshot to findings, one for each kind; `table` has them all."""
