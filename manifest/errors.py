"""What is wrong with a manifest, in words for whoever runs a procedure."""


class ManifestError(Exception):
    """It cannot be had or used; the message says what was found, what was expected, and what to do next."""


class NoManifestError(ManifestError):
    """A region holds none."""
