"""Rules of the account that keeps the record: what they refuse, and what just keeps them."""

from typing import Any

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import Broken, Change

ARCHIVE, OTHERS = "555566667777", "777788889999"
_PLACE = ("audit", "logArchive")
_OWN = "an account in which nobody signs in: storefront:identity trusts principals of this one"


def key(region: str, account: str = ARCHIVE) -> str:
    """The ARN of a key of the archive's."""
    return f"arn:aws:kms:{region}:{account}:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def archive(account: str = ARCHIVE, **keys: str) -> dict[str, Any]:
    """The section for two sites, with other keys than theirs by region; `_` stands for `-`."""
    every = {region: key(region, account) for region in ("us-east-1", "us-west-2")}
    every |= {name.replace("_", "-"): arn for name, arn in keys.items()}
    return {"account": account, "keys": {region: arn for region, arn in every.items() if arn is not GONE}}


BROKEN: list[Broken] = [
    (
        "_account_is_its_own",
        [(_PLACE, archive("111122223333"))],
        [((*_PLACE, "account"), "another account than those of stores: prod stands there")],
    ),
    (
        "_account_is_its_own",
        [(_PLACE, archive("444455556677")), (("identity", "breakGlass"), ["arn:aws:iam::444455556677:user/glass"])],
        [((*_PLACE, "account"), _OWN)],
    ),
    ("_account_is_its_own", [(_PLACE, archive("222233334444"))], [((*_PLACE, "account"), _OWN)]),
    (
        "_each_site_has_a_key",
        [(_PLACE, archive(us_west_2=GONE))],
        [((*_PLACE, "keys"), "a key for each site, also for us-west-2's")],
    ),
    (
        "_each_site_has_a_key",
        [(_PLACE, archive(eu_west_1=key("eu-west-1")))],
        [((*_PLACE, "keys", "eu-west-1"), "the regions of the sites: us-east-1, us-west-2")],
    ),
    (
        "_each_site_has_a_key",
        [(_PLACE, archive(us_west_2=key("us-east-1")))],
        [((*_PLACE, "keys", "us-west-2"), "a key in us-west-2")],
    ),
    (
        "_each_site_has_a_key",
        [(_PLACE, archive(us_west_2=key("us-west-2", OTHERS)))],
        [((*_PLACE, "keys", "us-west-2"), f"a key in the account {ARCHIVE}")],
    ),
]

SOUND: list[list[Change]] = [[(_PLACE, archive())]]
