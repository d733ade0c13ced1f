"""What records the account's use and watches it."""
