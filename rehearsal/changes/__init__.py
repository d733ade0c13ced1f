"""What a change of the program or of its settings does to what stands."""
