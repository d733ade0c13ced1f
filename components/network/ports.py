"""The TCP ports of the platform."""

POSTGRESQL = 5432
HTTPS = 443
HTTP = 80
