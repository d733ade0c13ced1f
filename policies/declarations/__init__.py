"""Guardrails for how anything is declared: protection, owners, companions, and values as AWS keeps them."""
