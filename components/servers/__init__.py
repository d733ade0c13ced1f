"""What all servers share, the standalone servers, and how every server is brought to its playbook."""
