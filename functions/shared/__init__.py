"""What several functions share: their logs, errors and metrics, and how they reach secrets and the database."""
