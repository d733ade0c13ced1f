"""What runbooks and notifications tell a person to type, and as whom."""
