"""Monthly database tuning: the functions that read and evaluate, and the bucket of the reports."""
