"""Guardrails for who reaches what: rules, load balancers, firewalls and ways out."""
