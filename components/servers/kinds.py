"""The kinds of servers: one vocabulary for tags, playbooks, associations and guardrails."""

from enum import StrEnum

KIND_TAG = "Server"
"""The tag by which a server is found; its value is the kind."""


class ServerKind(StrEnum):
    """What a server is for; each has a playbook of the same name."""

    APPLICATION = "application"
    TABLEAU_BRIDGE = "tableau-bridge"
    OPERATIONS_HOST = "operations-host"
