"""Proves the findings of settings' effects."""
