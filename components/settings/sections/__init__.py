"""The sections of a settings file."""
