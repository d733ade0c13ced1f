"""Tests of the visitors' function and of what is made of its numbers."""
