"""What the function that gives the database its roles and passwords is made of."""

from components.functions.package import Package

PACKAGE = Package(
    handler="functions.database_access.handler.handle",
    own=("functions/__init__.py", "functions/database_access/*.py"),
    # The driver and what it needs: https://pypi.org/project/pg8000/
    libraries=("asn1crypto", "pg8000", "python-dateutil", "scramp", "six"),
)
