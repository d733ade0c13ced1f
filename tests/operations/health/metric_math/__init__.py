"""Tests of operations/health/metric_math."""
