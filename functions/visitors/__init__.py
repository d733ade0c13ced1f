"""Visitors: how many people are in the store now, by country, as Google Analytics sees them from outside."""
