"""Guardrails for what is recorded, and for who is told."""
