"""Tests of the main database and of the ground it stands on."""
