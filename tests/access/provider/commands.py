"""What each command of Pulumi's asks the provider for, and as which role.

A preview compares the program with the state: of AWS it asks STS alone, for the account. With `--refresh` it reads
every resource of the state first, as `refresh` does; `up` reads, makes, changes and deletes; `import` reads what it is
given; `destroy` deletes, and reads with `--refresh`.
https://www.pulumi.com/docs/iac/cli/commands/ and https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.access.principals import Resource
from tests.access.provider.table import Phase

COMMANDS: Mapping[str, tuple[Phase, ...]] = {
    "pulumi preview": (),
    "pulumi preview --refresh": (Phase.READ,),
    "pulumi refresh": (Phase.READ,),
    "pulumi up --refresh": (Phase.READ, Phase.CREATE, Phase.UPDATE, Phase.DELETE),
    "pulumi import": (Phase.IMPORT, Phase.READ),
    "pulumi destroy --refresh": (Phase.READ, Phase.DELETE),
}


@dataclass(frozen=True)
class Preview:
    """The command of jobs that preview a change: as their own role, and without what that must not read."""

    excluded: str

    def command(self, stack: str) -> str:
        """Return it whole, for a stack."""
        role = f"arn:aws:iam::<account>:role/storefront-{stack}-preview"
        return (
            f"pulumi preview -s {stack} --policy-pack policies --refresh --exclude '{self.excluded}' "
            f"--config storefront:deploymentRole={role}"
        )


# A version of a secret is read with its value (internal/service/secretsmanager/secret_version.go).
PREVIEW = Preview("**$aws:secretsmanager/secretVersion:SecretVersion::*")


def left(resources: Iterable[Resource], excluded: str) -> list[Resource]:
    """Return the resources that a command asks for with `--exclude`: `*` stands for all but colons, `**` for all.

    https://www.pulumi.com/docs/iac/guides/basics/targeted-updates/
    """
    parts = [re.escape(one).replace(r"\*", "[^:]*") for one in excluded.split("**")]
    pattern = re.compile(".*".join(parts))
    return [one for one in resources if not pattern.fullmatch(str(one["urn"]))]
