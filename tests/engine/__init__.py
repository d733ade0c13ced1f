"""The real Pulumi engine runs the real program; only AWS is a stand-in."""
