"""What the two functions of the examination are made of: the same code as `storefront database tune`."""

from components.functions.package import Package

_OWN = (
    "functions/__init__.py",
    "functions/database_access/__init__.py",
    "functions/database_access/errors.py",
    "functions/database_access/server.py",
    "operations/__init__.py",
    "operations/aws.py",
    "operations/manifest.py",
    "operations/tuning/**/*.py",
)
# The driver (https://pypi.org/project/pg8000/), what parses statements, and what writes documents.
_LIBRARIES = (
    *("asn1crypto", "pg8000", "python-dateutil", "scramp", "six"),
    "sqlglot",
    *("attrs", "cattrs", "typing-extensions"),
)

READING = Package(handler="operations.tuning.reader.handle", own=_OWN, libraries=_LIBRARIES)
TUNING = Package(
    handler="operations.tuning.scheduled.handle",
    own=(*_OWN, "operations/tuning/report/templates/*"),
    libraries=(*_LIBRARIES, "jinja2", "pygal", "importlib-metadata", "lazy-importer", "zipp"),
    compiled=("markupsafe",),
)
