"""Where a site keeps objects."""
