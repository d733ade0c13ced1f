"""The report: Markdown and HTML with charts, drawn from the report's document alone."""
