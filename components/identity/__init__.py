"""Who may act in the account: people, pipelines and what bounds them, and the account's own closed doors."""
