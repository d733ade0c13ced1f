"""The project's figures, each as a ratio against its bound, in one run: `python -m bench`."""
