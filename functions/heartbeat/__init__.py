"""The heartbeat: one row of the main database that says when it last lived, and what its schema was like."""
