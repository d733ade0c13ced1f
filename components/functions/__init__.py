"""What functions in Lambda have in common: their archive, and the schedule that runs them."""
