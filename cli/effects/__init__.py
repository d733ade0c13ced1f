"""What a change of a setting does: asked by a command, and kept for the settings' reference."""
