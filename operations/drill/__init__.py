"""Drills: what a recovery really takes, measured against the guidelines, with the evidence kept."""
