"""Rules of the standalone servers: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import AGENT, Broken, Change

# No standalone server, and nothing that one would install.
NO_STANDALONE_SERVERS: list[Change] = [
    (("servers", *path), GONE)
    for path in (
        ("tableauBridge",),
        ("operationsHost",),
        ("patchWindow",),
        *(("artifacts", what) for what in ("awsCli", "storefrontCli", "tableauBridge")),
    )
]

BROKEN: list[Broken] = [
    (
        "_parts_have_what_they_install",
        [
            (("servers", "tableauBridge"), GONE),
            (("servers", "artifacts", "awsCli"), GONE),
            (("servers", "artifacts", "storefrontCli"), None),
        ],
        [
            (("servers", "artifacts", "tableauBridge"), "nothing without storefront:servers.tableauBridge"),
            *(
                (("servers", "artifacts", what), "the artefact that storefront:servers.operationsHost installs")
                for what in ("awsCli", "storefrontCli")
            ),
        ],
    ),
    (
        "_parts_have_what_they_install",
        [(("servers", "operationsHost"), GONE), (("servers", "artifacts", "tableauBridge"), GONE)],
        [
            (
                ("servers", "artifacts", "tableauBridge"),
                "the artefact that storefront:servers.tableauBridge installs",
            ),
            *(
                (("servers", "artifacts", what), "nothing without storefront:servers.operationsHost")
                for what in ("awsCli", "storefrontCli")
            ),
        ],
    ),
    (
        "_window_is_for_servers_that_live_long",
        [(("servers", "patchWindow"), GONE)],
        [(("servers", "patchWindow"), "a window in which tableau-bridge and operations-host are patched")],
    ),
    (
        "_window_is_for_servers_that_live_long",
        [change for change in NO_STANDALONE_SERVERS if change[0][-1] != "patchWindow"],
        [
            (
                ("servers", "patchWindow"),
                "nothing without tableauBridge and operationsHost: the fleet gets new images instead",
            )
        ],
    ),
    (
        "_agent_is_there_for_each_processor",
        [((*AGENT, "x86_64"), GONE), ((*AGENT, "arm64"), GONE)],
        [
            (
                (*AGENT, "arm64"),
                "the SHA-256 of the agent for arm64, which operations-host and the fleet installs",
            ),
            ((*AGENT, "x86_64"), "the SHA-256 of the agent for x86_64, which tableau-bridge installs"),
        ],
    ),
    (
        "_architectures_suit_the_playbooks",
        [(("servers", "tableauBridge", "instanceType"), "m8g.large")],
        [(("servers", "tableauBridge", "instanceType"), "an x86_64 type")],
    ),
    (
        "_patch_window_is_whole_hours",
        [(("servers", "patchWindow"), "wed:10:00-wed:11:00")],
        [(("servers", "patchWindow"), "whole hours, 2 to 24: in the last one nothing is begun")],
    ),
    (
        "_patches_avoid_the_database",
        [(("servers", "patchWindow"), "wed:07:00-wed:09:00")],
        [(("servers", "patchWindow"), "a window apart from the database's backup window 08:00-08:30")],
    ),
]

SOUND: list[list[Change]] = [
    NO_STANDALONE_SERVERS,
    [*NO_STANDALONE_SERVERS, ((*AGENT, "x86_64"), GONE)],
    [(("servers", "operationsHost", "instanceType"), "t3.small")],
]
