"""What a recovery writes down while it runs, in the region that it runs from."""
