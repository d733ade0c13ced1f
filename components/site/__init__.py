"""What a site is: everything that stands in one region."""
