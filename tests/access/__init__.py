"""What each role can do: every policy through analysers, every role through an evaluator of AWS's rules."""
