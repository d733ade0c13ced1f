"""Restore validation: tells AWS Backup whether what it restored as a test is the database."""
