"""Tests of what is taken from kept packages."""
