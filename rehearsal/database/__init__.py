"""A real PostgreSQL on this machine in RDS's place: TLS with an authority of its own, and a master user as RDS's is."""
