"""Of the scripts that run before anything is installed."""
