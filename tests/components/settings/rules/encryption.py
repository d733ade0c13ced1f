"""Rules of encryption that is enforced: what they refuse, and what just keeps them."""

from tests.components.settings.rules.common import Broken, Change

BROKEN: list[Broken] = [
    (
        "_members_encrypt",
        [
            (("network", "encryptionControl"), "enforce"),
            (("fleet", "instanceTypes"), ["m8g.large", "m6g.large"]),
            (("database", "replica", "instanceClass"), "db.r6g.2xlarge"),
        ],
        [
            (path, "a type whose hardware encrypts traffic, as storefront:network.encryptionControl enforces")
            for path in (
                ("fleet", "instanceTypes", 1),
                ("servers", "operationsHost", "instanceType"),
                ("database", "replica", "instanceClass"),
            )
        ],
    ),
]

SOUND: list[list[Change]] = [
    [
        (("network", "encryptionControl"), "enforce"),
        (("fleet", "instanceTypes"), ["m8g.large", "m7g.large"]),
        (("servers", "operationsHost", "instanceType"), "m7g.medium"),
    ],
]
