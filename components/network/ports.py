"""The TCP ports of the platform."""

POSTGRESQL = 5432
HTTP = 80
HTTPS = 443
HTTP = 80
