"""What several test folders share: synthesised provider outputs, and a recorder of whole programs."""
