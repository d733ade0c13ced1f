"""The tests: one folder for each folder of the project, and `engine/` for the real Pulumi engine."""
