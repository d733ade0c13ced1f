"""The kinds of steps: how each is looked at, done and taken back."""
