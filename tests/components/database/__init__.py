"""Tests of the main database and of the foundation it stands on."""
