"""Tests of the servers that are no fleet, and of what all servers share."""
