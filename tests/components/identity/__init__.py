"""Tests of the roles, their boundaries and the closed doors."""
