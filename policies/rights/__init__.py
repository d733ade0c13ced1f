"""Guardrails for who may do what: roles, policies, keys and secrets."""
