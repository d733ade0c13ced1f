"""Tests of the network of a site."""
