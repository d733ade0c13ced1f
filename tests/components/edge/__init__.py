"""Tests of the doors, the firewall, the names and where they lead."""
