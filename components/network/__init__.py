"""A network: the address plan, its tiers and routes, endpoints, flow logs and security-group rules."""
