"""Tests of the application fleet."""
