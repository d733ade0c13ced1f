"""Tuning, on real servers with planted problems."""
