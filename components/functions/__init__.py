"""What every Lambda function of the platform has: archive, role, own log, place in the network."""
