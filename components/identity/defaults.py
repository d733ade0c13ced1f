"""The settings of the account that stand open until they are closed; those of a region are in `baseline`."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.settings import AccountWide
from components.shared.naming import Account

# NIST SP 800-63B asks for length rather than for change; AWS's own figure is eight. Only root and break-glass
# users could have one at all.
_PASSWORD_LENGTH, _REMEMBERED = 20, 24


@dataclass(frozen=True, kw_only=True)
class AccountDefaultsArgs:
    """The account, and what of it another stack keeps."""

    account: Account
    kept_elsewhere: Sequence[AccountWide]


class AccountDefaults(pulumi.ComponentResource):
    """No bucket is public, whatever its own settings say, and no password is short."""

    def __init__(self, name: str, *, args: AccountDefaultsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:identity:AccountDefaults", name, None, opts)
        self._args, self._child = args, pulumi.ResourceOptions(parent=self)
        if AccountWide.PUBLIC_BUCKETS_BLOCK not in args.kept_elsewhere:
            self._buckets()
        if AccountWide.PASSWORD_POLICY not in args.kept_elsewhere:
            self._passwords()
        self.register_outputs({})

    def _buckets(self) -> None:
        args = self._args
        aws.s3.AccountPublicAccessBlock(
            args.account.logical("buckets"),
            account_id=args.account.account,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )

    def _passwords(self) -> None:
        aws.iam.AccountPasswordPolicy(
            self._args.account.logical("passwords"),
            minimum_password_length=_PASSWORD_LENGTH,
            password_reuse_prevention=_REMEMBERED,
            require_lowercase_characters=True,
            require_uppercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            allow_users_to_change_password=True,
            opts=self._child,
        )
