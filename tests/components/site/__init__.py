"""Tests of what stands in a region, and of the place of what has none."""
