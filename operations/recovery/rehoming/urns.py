"""The program's URNs, made of the patterns that it wrote into the manifest.

What a URN is: https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
"""

from manifest.program import Program


def type_of(urn: str) -> str:
    """Return the type of a resource, without those of the components around it."""
    return urn.split("::")[2].rpartition("$")[2]


def name_of(urn: str) -> str:
    """Return a resource's name in the program."""
    return urn.split("::", 3)[3]


def suffix_of(identifier: str) -> str:
    """Return the last part of an instance's name: `c` of `storefront-prod-us-east-1-database-c`."""
    return identifier.rpartition("-")[2]


def instance(program: Program, region: str, identifier: str) -> str:
    """Return the URN of an instance."""
    return program.database.instance.format(region=region, suffix=suffix_of(identifier))


def log(program: Program, region: str, identifier: str, name: str) -> str:
    """Return the URN of an instance's log group; `name` is RDS's for the log."""
    return program.database_foundation.log.format(region=region, suffix=suffix_of(identifier), log=name)


def replications(program: Program, region: str) -> tuple[str, ...]:
    """Return the URN of what replicates backups into a region; nothing where nothing does."""
    return () if program.replication is None else (program.replication.urn.format(region=region),)


def backups(program: Program, region: str, identifier: str) -> tuple[str, ...]:
    """Return the URN of an instance's backups in the region that keeps them; nothing where none does."""
    if program.replication is None:
        return ()
    return (program.replication.backups.format(region=region, suffix=suffix_of(identifier)),)
