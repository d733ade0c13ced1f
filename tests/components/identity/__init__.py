"""Tests of the roles, their boundaries and what the account closes for all."""
