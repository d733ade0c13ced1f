"""The monthly examination of the database: who reads it, who judges, and where the reports are kept."""
