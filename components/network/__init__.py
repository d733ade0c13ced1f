"""A network: the address plan, its tiers and routes, endpoints, flow logs, and the table of allowed flows."""
