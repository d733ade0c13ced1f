"""The paths by which customers' data could leave in bulk, and what prevents each: the tables and their page."""
