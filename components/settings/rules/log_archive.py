"""What must hold of the account that keeps the record: nobody who is recorded gets at it."""

from collections.abc import Iterator

from components.settings.problem import Path, Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.identity import LogArchiveSettings
from components.settings.sections.model import Settings
from components.shared.naming import account_of

_ACCOUNT: Path = ("audit", "logArchive", "account")
_KEYS: Path = ("audit", "logArchive", "keys")
_WRITTEN = "as the outputs of the stack that `storefront organization log-archive` writes for the region have it"


def _account_is_its_own(settings: Settings, others: Others) -> Iterator[Problem]:
    """A record that lies where a store stands, or where people act, is in the hands of those whom it is about."""
    archive = settings.audit.log_archive
    for other in others:
        if other.log_archive == settings.account:
            allowed = f"another account than the one that keeps {other.environment}'s record"
            mend = (
                f"deploy to another account, or name another in {other.environment}'s storefront:audit.logArchive"
            )
            yield Problem(("account",), show(settings.account), allowed, mend)
    if archive is None:
        return
    stores = {settings.account: settings.environment, **{str(one.account): one.environment for one in others}}
    if archive.account in stores:
        allowed = f"another account than those of stores: {stores[archive.account]} stands there"
        yield Problem(_ACCOUNT, show(archive.account), allowed, "name an account for logs alone, or leave it out")
    elif archive.account in _signed_in_at(settings):
        allowed = "an account in which nobody signs in: storefront:identity trusts principals of this one"
        yield Problem(_ACCOUNT, show(archive.account), allowed, "name an account for logs alone, or leave it out")


def _signed_in_at(settings: Settings) -> set[str]:
    identity = settings.identity
    return {account_of(arn) for arn in (*identity.people.trusted, *identity.break_glass)}


def _each_site_has_a_key(settings: Settings, _: Others) -> Iterator[Problem]:
    """A trail's files are encrypted under a key of its bucket's region, or CloudTrail refuses the trail.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    """
    archive = settings.audit.log_archive
    if archive is None:
        return
    for region in settings.sites:
        if region not in archive.keys:
            allowed = f"a key for each site, also for {region}'s"
            yield Problem(
                _KEYS, ", ".join(archive.keys) or "nothing", allowed, f"add {region}: its ARN, {_WRITTEN}"
            )
    for region, arn in archive.keys.items():
        yield from _key_is_right(settings, archive, region, arn)


def _key_is_right(settings: Settings, archive: LogArchiveSettings, region: str, arn: str) -> Iterator[Problem]:
    path, given = (*_KEYS, region), show(arn)
    if region not in settings.sites:
        allowed = f"the regions of the sites: {', '.join(settings.sites)}"
        yield Problem(path, show(region), allowed, "take it out: no trail stands there")
    elif arn.split(":")[3] != region:
        yield Problem(path, given, f"a key in {region}", f"write the key of this region, {_WRITTEN}")
    elif account_of(arn) != archive.account:
        allowed = f"a key in the account {archive.account}"
        yield Problem(path, given, allowed, "correct the account id in the ARN, or storefront:audit.logArchive")


RULES = (
    Rule(("account", "environment", "audit", "identity"), _account_is_its_own),
    Rule(("audit", "sites"), _each_site_has_a_key),
)
