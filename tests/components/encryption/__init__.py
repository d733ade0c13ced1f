"""Tests of components/encryption."""
