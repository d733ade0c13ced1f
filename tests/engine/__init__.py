"""The real Pulumi engine runs the real program; only the cloud is a stand-in."""
