"""Proves what a change is said to do to what stands."""
