"""Guardrails for what holds data, and for how it is kept and recovered."""
