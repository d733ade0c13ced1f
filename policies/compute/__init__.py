"""Guardrails for what runs: servers and functions."""
