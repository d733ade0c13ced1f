"""What stands between a resource and its deletion: in a disposable environment nothing, everywhere else everything.

Every component asks here, so that `pulumi destroy` of a disposable environment leaves nothing behind that keeps a
name or refuses to go, and so that no other environment loses a protection by an omission.
"""

from dataclasses import dataclass
from typing import Literal

# Secrets Manager's maximum, which is the time to notice a mistake; zero deletes a secret at once.
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
_SECRET_RECOVERY_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """How the resources of an environment end."""

    disposable: bool = False

    @property
    def protected(self) -> bool:
        """Whether Pulumi (`protect`) and AWS (deletion protection) refuse to delete what holds data or visitors."""
        return not self.disposable

    @property
    def force_destroy(self) -> bool:
        """Whether what a bucket, vault, zone or scaling group holds goes with it; AWS deletes no full one."""
        return self.disposable

    @property
    def secret_recovery_days(self) -> int:
        """For how many days a deleted secret can be had back; until then nothing else can have its name."""
        return 0 if self.disposable else _SECRET_RECOVERY_DAYS

    @property
    def lock_mode(self) -> Literal["COMPLIANCE", "GOVERNANCE"]:
        """How S3 locks objects: for everybody, or for all but who may bypass it, as an emptying of the bucket does.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html#object-lock-retention-modes
        """
        return "GOVERNANCE" if self.disposable else "COMPLIANCE"


LASTING = Lifecycle()
"""Nothing is deleted by the way: how production and test environments end."""
