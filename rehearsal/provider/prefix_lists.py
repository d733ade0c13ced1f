"""Managed prefix lists of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.provider.ec2 import Ec2Tags, NotStandingError
from rehearsal.provider.handler import Handler, Inputs, Live, Property, Table, dig, same
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_ENTRIES = Nested()


def _describe(aws: AwsRegion, prefix_list: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    found = dig("PrefixLists[0]", aws.whole("ec2", "DescribeManagedPrefixLists", PrefixListIds=[prefix_list]))
    if found is None:
        raise NotStandingError("ec2", "DescribeManagedPrefixLists", prefix_list)
    entries = aws.whole("ec2", "GetManagedPrefixListEntries", PrefixListId=prefix_list)["Entries"]
    return {**found, "Entries": entries}


HANDLERS: Mapping[str, Handler] = {
    "aws:ec2/managedPrefixList:ManagedPrefixList": Table(
        service="ec2",
        create_operation="CreateManagedPrefixList",
        id_at="PrefixList.PrefixListId",
        properties={
            **same("addressFamily", "maxEntries"),
            "name": Property("PrefixListName"),
            "entries": Property("Entries", send=_ENTRIES.send, show=_ENTRIES.show),
        },
        describe=_describe,
        computed={"arn": "PrefixListArn", "ownerId": "OwnerId", "version": "Version"},
        tagging=Ec2Tags("prefix-list"),
    )
}
