"""The account's roles, their boundaries and what is closed for all, alone."""

from functools import cache

from components.baseline.region_defaults import RegionDefaults, RegionDefaultsArgs
from components.encryption.keys import Purpose
from components.identity.boundaries import Boundaries, BoundariesArgs
from components.identity.defaults import AccountDefaults, AccountDefaultsArgs
from components.identity.identity import Identity, IdentityArgs
from rehearsal.mocks.recorder import Record
from tests.components.database.alone import database_on
from tests.components.stacks import SERVING
from tests.support.alone import PlainBaseline, in_site


@cache
def identity(stack: str) -> Record:
    """What is registered for the account of a stack, with the database that its people see."""
    return in_site(_account, stack, SERVING)


def _account(base: PlainBaseline) -> None:
    settings, here = base.settings, base.here
    bounds = BoundariesArgs(settings=settings)
    AccountDefaults(
        "defaults", args=AccountDefaultsArgs(account=settings.whole_account, kept_elsewhere=()), opts=here
    )
    Identity(
        "identity",
        args=IdentityArgs(
            settings=settings,
            boundaries=Boundaries("boundaries", args=bounds, opts=here),
            database=database_on(base),
        ),
        opts=here,
    )


@cache
def region_defaults(stack: str, region: str) -> Record:
    """What is registered to close a region."""
    return in_site(_region, stack, region)


def _region(base: PlainBaseline) -> None:
    args = RegionDefaultsArgs(place=base.place, storage_key_arn=base.key_arn(Purpose.STORAGE))
    RegionDefaults("region-defaults", args=args, opts=base.here)
