"""Tests of components/notifications."""
