"""The rehearsal's host: what the Pulumi engine is to the program and to the policy pack."""
