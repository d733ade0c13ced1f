"""From a scenario, and what stands now, to the plan of a recovery."""
