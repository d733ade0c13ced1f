"""CloudWatch's own reckoning, as far as its documentation has it: metric math, bands, and the states of alarms."""
