"""The monthly examination of the database: who reads it, who evaluates, and where the reports are kept."""
