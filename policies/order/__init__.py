"""Guardrails for what AWS requires to exist first, with a rule for each case, by subject."""
