"""The topics of a site, and who subscribes to them."""
