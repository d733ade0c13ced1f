"""Rules of who is told: what they refuse, and what just keeps them."""

from tests.components.settings.rules.common import Broken, Change, at

BROKEN: list[Broken] = [
    (
        "_telephones_can_be_told",
        [
            *at("ap-northeast-2", "ap-northeast-1"),
            (("network", "encryptionControl"), "off"),
            (("notifications", "onCall"), ["on-call@example.com", "+56912345678"]),
        ],
        [
            (
                ("notifications", "onCall", 1),
                "an e-mail address: SNS sends no text messages from ap-northeast-2",
            )
        ],
    ),
    (
        "_recipients_are_named_once",
        [
            (("notifications", "operations"), ["a@example.com", "b@example.com", "A@example.com"]),
            (("notifications", "onCall"), ["+5215512345678", "+5215512345678"]),
        ],
        [
            (("notifications", "operations", 2), "each address once"),
            (("notifications", "onCall", 1), "each address once"),
        ],
    ),
    (
        "_escalation_reaches_others",
        [(("notifications", "escalation"), ["lead@example.com", "on-call@example.com"])],
        [(("notifications", "escalation", 1), "others than onCall")],
    ),
    (
        "_silence_is_whole_looks",
        [(("notifications", "escalateAfter"), "7m")],
        [(("notifications", "escalateAfter"), "whole 5m")],
    ),
]

SOUND: list[list[Change]] = []
