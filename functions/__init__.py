"""Code that runs in Lambda, one folder a function; plain Python that imports nothing of the rest of the project."""
