"""Tests of `storefront health`."""
