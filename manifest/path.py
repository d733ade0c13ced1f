"""Where Parameter Store has the manifest; light, so that what only names it loads nothing else."""

PROJECT = "storefront"


def folder(environment: str) -> str:
    """Return the path under which an environment's sections are: `/storefront/prod/manifest`."""
    return f"/{PROJECT}/{environment}/manifest"


def path(environment: str, section: str) -> str:
    """Return the name of the parameter that holds a section: `/storefront/prod/manifest/index`."""
    return f"{folder(environment)}/{section}"
