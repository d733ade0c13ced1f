"""Names as they are written into statements."""


def quoted_name(name: str) -> str:
    """Return an identifier as PostgreSQL reads it whatever its letters."""
    return '"' + name.replace('"', '""') + '"'


def quoted(name: str) -> str:
    """Return a name with its schema as PostgreSQL reads it whatever its letters."""
    return ".".join(map(quoted_name, name.split(".", 1)))
