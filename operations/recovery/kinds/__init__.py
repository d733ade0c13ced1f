"""The kinds of steps: how each is planned, looked at, done and undone. Each module declares its own."""
