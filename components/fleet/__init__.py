"""The application servers: one launch template, a fleet that grows and shrinks, and a prepared reserve."""
