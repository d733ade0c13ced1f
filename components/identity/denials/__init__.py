"""What no role may do, whatever its policies say: the rows of permission boundaries, a module for each idea."""
