"""Tests of the command line and the procedures behind it."""
