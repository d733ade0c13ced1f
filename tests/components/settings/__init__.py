"""Tests of the settings: what a file may hold, and what is said of one that holds anything else."""
