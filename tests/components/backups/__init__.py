"""Tests of the vaults and of what fills them."""
