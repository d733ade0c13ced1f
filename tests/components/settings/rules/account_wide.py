"""Rules of what an account has once: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import PIPELINES, Broken, Change

_ARTIFACTS = ("servers", "artifacts")
BROKEN: list[Broken] = [
    (
        "_each_is_kept_once",
        [
            (("account",), "444455556666"),
            (("deploymentRole",), "arn:aws:iam::444455556666:role/deployment"),
            ((*PIPELINES, "stateKey"), "arn:aws:kms:us-east-1:444455556666:key/1"),
        ],
        [(("account",), "another account than staging's, or what it keeps left to it")],
    ),
    (
        "_names_each_once",
        [(("keptElsewhere",), ["cost-monitor", "oidc-provider", "cost-monitor"])],
        [(("keptElsewhere", 2), "each once")],
    ),
    (
        "_sessions_are_ours_to_record",
        [(("keptElsewhere",), ["session-preferences"])],
        [
            (
                ("servers", "operationsHost"),
                "nothing where session-preferences are kept elsewhere: nobody could open a session on the host",
            )
        ],
    ),
]
SOUND: list[list[Change]] = [
    [(("keptElsewhere",), ["oidc-provider", "guardduty-detector"])],
    [
        (("keptElsewhere",), ["session-preferences"]),
        (("servers", "operationsHost"), GONE),
        ((*_ARTIFACTS, "awsCli"), GONE),
        ((*_ARTIFACTS, "storefrontCli"), GONE),
    ],
]
