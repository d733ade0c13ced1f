"""The sites of a record as networks, and what a row of the table means in one of them."""

from components.network.connections import Connection
from components.shared.naming import Place
from rehearsal.mocks.recorder import Record
from tests.routes.network import Network, Part


def networks_of(record: Record) -> list[Network]:
    """Return the sites in which servers run."""
    found = [
        network_of(record, region) for region in sorted({one.region for one in record.resources if one.region})
    ]
    return [network for network in found if network.has_interfaces]


def network_of(record: Record, region: str) -> Network:
    """Return the site in a region."""
    here = (one for one in record.resources if one.region == region)
    regions = {one.region for one in record.resources if one.region}
    parts = [Part(one.type, one.id, one.name, one.inputs, one.outputs) for one in here]
    return Network(region, parts, tuple(sorted(regions)))


def hosts_of(network: Network, row: Connection) -> list[str]:
    """Return the hosts of a row here: some name where a part of it is any."""
    (vpc,) = network.of("Vpc")
    name, account = str(vpc.inputs["tags"]["Name"]), str(vpc.outputs["arn"]).split(":")[4]
    environment = name.removeprefix("storefront-").removesuffix(f"-{network.region}-vpc")
    place = Place(environment=environment, region=network.region, account=account)
    return [host.replace("*", "x1") for host in row.hosts(place, network.regions)]
