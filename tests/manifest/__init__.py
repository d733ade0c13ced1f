"""The manifest's models, their reading and their writing."""
