"""Proofs on a real PostgreSQL."""
