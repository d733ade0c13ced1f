"""Tests of the standalone servers, and of what all servers share."""
