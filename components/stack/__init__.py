"""What a stack is: its sites, and what joins them."""
