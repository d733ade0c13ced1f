"""Which ways the network leaves open, judged for every outward connection that a program makes."""
