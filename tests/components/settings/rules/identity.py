"""Rules of who may act: what they refuse, and what just keeps them."""

from tests.components.settings.rules.common import PIPELINES, TRUSTED, Broken, Change

NO_FACTOR = "no role: its sessions carry no MFA, so that AWS would let nobody in"
GITHUB = (
    "an issuer of GitHub: the roles trust its subjects, repo:OWNER/NAME:environment:ENVIRONMENT; those of GitLab and "
    "Bitbucket name no environment that the issuer guards"
)
USER = "arn:aws:iam::222233334444:user/somebody"

# Paths of 300 characters, of which five do not fit in one trust policy, and four just do.
LONG = [f"arn:aws:iam::222233334444:user/{'p' * 300}/u{n}" for n in range(5)]

BROKEN: list[Broken] = [
    *(
        (
            "_the_first_names_are_free",
            [(path, f"{before}storefront-{environment}-x")],
            [
                (
                    path,
                    f"a name that does not begin with storefront-{environment}-, as all that the program makes does",
                )
            ],
        )
        for environment in ("prod", "staging")
        for path, before in (
            (("deploymentRole",), "arn:aws:iam::111122223333:role/path/"),
            (("identity", "pipelines", "stateBucket"), ""),
        )
    ),
    (
        "_trust_policies_fit",
        [(("identity", "breakGlass"), LONG)],
        [(("identity", "breakGlass"), "ARNs of 1488 characters in all: a trust policy has 2048")],
    ),
    (
        "_trusted_suit_the_sign_in",
        [(("identity", "people", "signIn"), "saml")],
        [((*TRUSTED, 0), "a SAML provider")],
    ),
    (
        "_trusted_suit_the_sign_in",
        [((*TRUSTED, 0), "arn:aws:iam::111122223333:saml-provider/identity")],
        [((*TRUSTED, 0), "an account or a user")],
    ),
    (
        "_trusted_suit_the_sign_in",
        [
            (("identity", "people", "signIn"), "saml"),
            ((*TRUSTED, 0), "arn:aws:iam::222233334444:saml-provider/identity"),
        ],
        [((*TRUSTED, 0), "a SAML provider of the account 111122223333")],
    ),
    ("_trusted_are_named_once", [(TRUSTED, [USER, USER])], [((*TRUSTED, 1), "each ARN once")]),
    (
        "_trusted_are_named_once",
        [(("identity", "breakGlass"), [USER, USER])],
        [(("identity", "breakGlass", 1), "each ARN once")],
    ),
    (
        "_break_glass_is_for_named_ones",
        [(("identity", "breakGlass"), ["arn:aws:iam::222233334444:root"])],
        [(("identity", "breakGlass", 0), "a user")],
    ),
    (
        "_people_can_show_mfa",
        [
            (
                (*TRUSTED, 0),
                "arn:aws:iam::222233334444:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operator_1",
            )
        ],
        [((*TRUSTED, 0), NO_FACTOR)],
    ),
    (
        "_people_can_show_mfa",
        [(("identity", "breakGlass", 1), "arn:aws:iam::222233334444:role/emergency")],
        [(("identity", "breakGlass", 1), NO_FACTOR)],
    ),
    *(
        ("_issuer_is_githubs", [((*PIPELINES, "issuer"), issuer)], [((*PIPELINES, "issuer"), GITHUB)])
        for issuer in ("gitlab.com", "api.bitbucket.org/2.0/workspaces/tienda", "token.actions.example.com")
    ),
    (
        "_state_key_is_the_accounts",
        [((*PIPELINES, "stateKey"), "arn:aws:kms:us-east-1:222233334444:key/1")],
        [((*PIPELINES, "stateKey"), "a key in the account 111122223333")],
    ),
    (
        "_state_is_its_own",
        [((*PIPELINES, "stateBucket"), "example-storefront-staging-state")],
        [
            (
                (*PIPELINES, "stateBucket"),
                "a bucket that no other environment has: staging keeps its state there",
            )
        ],
    ),
    (
        "_lock_ends_before_the_record",
        [(("audit", "lockedDays"), 1096)],
        [(("audit", "lockedDays"), "fewer than the 1096 days of retentionDays")],
    ),
    (
        "_features_are_named_once",
        [(("audit", "threatFeatures"), ["RDS_LOGIN_EVENTS", "RDS_LOGIN_EVENTS"])],
        [(("audit", "threatFeatures", 1), "each feature once")],
    ),
]

SOUND: list[list[Change]] = []
