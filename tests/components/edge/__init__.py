"""Tests of the load balancers, the firewall, the names and where they lead."""
