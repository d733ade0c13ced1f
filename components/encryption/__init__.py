"""The customer-managed keys, one for each purpose."""
