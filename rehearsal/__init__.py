"""The embedded AWS: stands a whole stack up on this machine, guarded by the policy pack."""
