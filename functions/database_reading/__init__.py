"""The function inside the VPC that reads the database's statistics."""
