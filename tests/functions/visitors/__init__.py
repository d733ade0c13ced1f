"""The visitors' function, and Google as it knows it."""
