"""Collectors: the server's catalogues and statistics, its plans, its sessions, and Performance Insights."""
