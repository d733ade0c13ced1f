"""Database access: roles, rights and passwords of the PostgreSQL server, as code that runs inside the VPC."""
