"""Tests of what recoveries write down."""
