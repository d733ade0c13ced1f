"""The ways in which customers' data could leave in bulk, and what prevents each: the tables and their page."""
