"""Releases of the application servers."""
