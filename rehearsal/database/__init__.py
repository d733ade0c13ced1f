"""A real PostgreSQL in RDS's place: TLS with an authority of its own, and a master user as RDS has it."""
