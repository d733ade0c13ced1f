"""What moto works out anew for each request, or for each key, although it never changes: here it does so once.

Together they took a third of the embedded AWS's time.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from moto.core import responses
from moto.core.utils import method_names_from_class
from moto.iam import models as iam
from moto.kms import models as kms
from moto.kms.utils import generate_private_key

if TYPE_CHECKING:
    from moto.kms.utils import AbstractPrivateKey

_SYMMETRIC = ("SYMMETRIC_", "HMAC_")
_UNUSED_SPEC = "RSA_2048"
# Where all commercial regions are; moto asks each partition, and so reads each one's managed policies, whose an
# access key is.
_PARTITION = "aws"


@cache
def _unused_key() -> AbstractPrivateKey:
    return generate_private_key(_UNUSED_SPEC)


def private_key(key_spec: str) -> AbstractPrivateKey:
    """Return the private half of a KMS key. Symmetric keys, for which moto makes one too, share it."""
    return _unused_key() if key_spec.startswith(_SYMMETRIC) else generate_private_key(key_spec)


def install() -> None:
    """Take the names over by which moto calls these."""
    cast("Any", responses).method_names_from_class = cache(method_names_from_class)
    cast("Any", iam).PARTITION_NAMES = [_PARTITION]
    cast("Any", kms).generate_private_key = private_key
