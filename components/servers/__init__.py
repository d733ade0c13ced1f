"""What all servers share, the servers that are no fleet, and how every server is brought to its playbook."""
