"""Who may act in the account: people, pipelines and what bounds them, and what the account closes for all."""
