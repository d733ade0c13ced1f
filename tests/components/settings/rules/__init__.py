"""Files that break one rule each, and files that just keep it: a module for each of the rules' own."""
