"""What every Lambda function of the platform has: its archive, its role with its own log, its place in the network."""
