"""What every component may use."""
