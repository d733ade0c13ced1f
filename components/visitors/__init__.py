"""Visitors: how many are in the store, and how much of the platform each thousand of them takes."""
