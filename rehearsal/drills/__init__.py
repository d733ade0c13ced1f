"""Disasters on a stood-up stack: what serves is lost for good, and the real procedure brings it back."""
