"""Detectors: pure functions from a snapshot to findings, one for each kind, in one table."""

from operations.tuning.detect.table import DETECTORS, Detector, examine

__all__ = ["DETECTORS", "Detector", "examine"]
