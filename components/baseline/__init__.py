"""What everything else in a region builds on: keys, topics, network, security groups, the region's defaults."""
