"""Releases of the application servers: what the program declares of them is put into service, or taken back."""
