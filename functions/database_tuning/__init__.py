"""The function that examines the database each month, and tells people what needs them."""
