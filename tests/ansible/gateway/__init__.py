"""A machine's one way out: what the table of connections opens to its group, with a stand-in behind each name."""
