"""Verification: proves a copy of the database from inside the VPC, by numbers alone."""
