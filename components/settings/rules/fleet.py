"""What must hold of the fleet: that AWS can run it, and that its schedule means something."""

from collections.abc import Iterator

from components.settings.problem import Path, Problem, Way, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.fleet import FleetSettings, Peak, format_moment, overlapping
from components.settings.sections.model import Settings
from components.shared.address_plan import SITE_PREFIX, Tier, subnets, usable_addresses

# Addresses in the application tier that are not the fleet's: for each zone the interface endpoints', a group of
# one's server and its successor, and what a load balancer or a function may take.
SPARE_ADDRESSES_PER_ZONE = 64


def _images_are_the_sites(settings: Settings, _: Others) -> Iterator[Problem]:
    for region in settings.sites:
        if region not in settings.fleet.images:
            mend = "add the image that the site's pipeline wrote to Parameter Store"
            yield Problem(("fleet", "images", region), "nothing", "an image for each site's region", mend)


def _images_differ(settings: Settings, _: Others) -> Iterator[Problem]:
    """An image is of one region, and a copy of it in another has an id of its own.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/CopyingAMIs.html
    """
    seen: dict[str, str] = {}
    for region in settings.sites:
        image = settings.fleet.images.get(region)
        if image is not None and (other := seen.setdefault(image, region)) != region:
            mend = f"write the id of its copy in {region}, which the site's pipeline wrote to Parameter Store there"
            allowed = f"an image of {region}: this one is written for {other}, and no two regions share an id"
            yield Problem(("fleet", "images", region), show(image), allowed, mend)


def _types_have_one_architecture(settings: Settings, _: Others) -> Iterator[Problem]:
    """All start from one golden image, which is built on the first type."""
    fleet = settings.fleet
    for index, kind in enumerate(fleet.instance_types):
        if kind.architecture is not fleet.architecture:
            path = ("fleet", "instanceTypes", index)
            allowed = f"a type of the architecture of the first, {fleet.architecture}: one image is for all"
            mend = "take types of one architecture, and images of it"
            yield Problem(path, f"{str(kind)!r}, {kind.architecture}", allowed, mend)


def _types_are_alike(settings: Settings, _: Others) -> Iterator[Problem]:
    """The load balancer gives each server the same share, so that a smaller one would be the first to fail."""
    first, *others = settings.fleet.instance_types
    for index, kind in enumerate(others, 1):
        path = ("fleet", "instanceTypes", index)
        if kind in settings.fleet.instance_types[:index]:
            mend, ways = "name another type, or take it out", (Way(path),)
            yield Problem(path, f"{str(kind)!r} twice", "each type once", mend, ways=ways)
        elif kind.processors != first.processors or kind.memory_gib < first.memory_gib:
            allowed = f"{first.processors} processors and at least {first.memory_gib:g} GiB, as {first} has"
            given = f"{str(kind)!r} with {kind.processors} and {kind.memory_gib:g} GiB"
            yield Problem(path, given, allowed, "take types of one size: each server gets the same share")


def _capacity_is_a_range(settings: Settings, _: Others) -> Iterator[Problem]:
    capacity = settings.fleet.capacity
    if capacity.max_size < capacity.min_size:
        allowed = f"at least minSize, {capacity.min_size}"
        yield Problem(
            ("fleet", "capacity", "maxSize"), show(capacity.max_size), allowed, "raise it, or lower minSize"
        )
    if capacity.warm_size > capacity.min_size:
        allowed = f"at most minSize, {capacity.min_size}"
        yield Problem(
            ("fleet", "capacity", "warmSize"), show(capacity.warm_size), allowed, "a standby needs no more"
        )


def _zones_are_covered(settings: Settings, _: Others) -> Iterator[Problem]:
    zones = max(len(settings.running_zones(region)) for region in settings.sites)
    minimum = settings.fleet.capacity.min_size
    if minimum < zones:
        allowed = f"at least {zones}, a server in each zone"
        path = ("fleet", "capacity", "minSize")
        yield Problem(path, show(minimum), allowed, f"set {zones} or more", ways=(Way(path, zones),))


def _base_is_within_the_minimum(settings: Settings, _: Others) -> Iterator[Problem]:
    base, minimum = settings.fleet.spot.on_demand_base, settings.fleet.capacity.min_size
    if base > minimum:
        path = ("fleet", "spot", "onDemandBase")
        yield Problem(
            path, show(base), f"at most capacity.minSize, {minimum}", "lower it, or raise capacity.minSize"
        )


def _reserve_is_a_range(settings: Settings, _: Others) -> Iterator[Problem]:
    reserve = settings.fleet.reserve
    if reserve and reserve.prepared > reserve.max_size:
        path = ("fleet", "reserve", "prepared")
        yield Problem(path, show(reserve.prepared), f"at most reserve.maxSize, {reserve.max_size}", "prepare fewer")


def _fleet_fits_its_subnets(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        if site.cidr.prefixlen != SITE_PREFIX:
            continue  # another rule's to say
        blocks, zones = subnets(site.cidr, Tier.APPLICATION, site.zones), settings.running_zones(region)
        free = sum(usable_addresses(blocks[zone]) - SPARE_ADDRESSES_PER_ZONE for zone in zones if zone in blocks)
        for path, servers in _maxima(settings.fleet):
            # A deployment launches a tenth more before it ends as many.
            needed = -(-servers * 11 // 10)
            if needed > free:
                given = f"{servers} servers, {needed} while they are replaced"
                allowed = f"at most {free * 10 // 11}: {region}'s application subnets have {free} free addresses"
                yield Problem(path, given, allowed, "lower it, or give the site another zone")
                break


def _maxima(fleet: FleetSettings) -> list[tuple[Path, int]]:
    """Where the file sets a maximum, with the servers that then stand, the reserve's among them."""
    reserve = fleet.reserve.max_size if fleet.reserve else 0
    peaks: list[tuple[Path, int]] = [
        (("fleet", "peaks", index, "maxSize"), peak.max_size + reserve) for index, peak in _coming(fleet)
    ]
    return [(("fleet", "capacity", "maxSize"), fleet.capacity.max_size + reserve), *peaks]


def _coming(fleet: FleetSettings) -> Iterator[tuple[int, Peak]]:
    """Each peak that is not over, with its place in the file."""
    coming = fleet.coming_peaks
    return ((index, peak) for index, peak in enumerate(fleet.peaks) if peak in coming)


def _fleet_fits_its_quotas(settings: Settings, _: Others) -> Iterator[Problem]:
    fleet = settings.fleet
    above = max(fleet.highest_regular - fleet.spot.on_demand_base, 0)
    on_demand = fleet.spot.on_demand_base + -(-above * fleet.spot.on_demand_percent // 100)
    wanted = {
        "onDemandProcessors": on_demand + (fleet.reserve.max_size if fleet.reserve else 0),
        "spotProcessors": above - (on_demand - fleet.spot.on_demand_base),
    }
    given = {
        "onDemandProcessors": fleet.quotas.on_demand_processors,
        "spotProcessors": fleet.quotas.spot_processors,
    }
    for key, servers in wanted.items():
        needed = servers * fleet.processors
        if needed > given[key]:
            allowed = f"at least {needed}: {servers} such servers with {fleet.processors} processors each"
            mend = "have the quota raised first (Service Quotas, in both regions), or lower the maxima"
            yield Problem(("fleet", "quotas", key), show(given[key]), allowed, mend)


def _peaks_end_after_they_begin(settings: Settings, _: Others) -> Iterator[Problem]:
    for index, peak in enumerate(settings.fleet.peaks):
        if peak.ends <= peak.begins:
            path = ("fleet", "peaks", index, "ends")
            yield Problem(path, show(format_moment(peak.ends)), "a moment after begins", "correct one of the two")


def _peaks_are_apart(settings: Settings, _: Others) -> Iterator[Problem]:
    peaks = settings.fleet.peaks
    for index, peak, other in overlapping(peaks):
        path = ("fleet", "peaks", index, "begins")
        given = show(format_moment(peak.begins))
        yield Problem(path, given, f"a time apart from {other.name}'s", "the end of one would undo the other")
    for index, peak in enumerate(peaks):
        if peak.name in [other.name for other in peaks[:index]]:
            path = ("fleet", "peaks", index, "name")
            yield Problem(path, f"{peak.name!r} twice", "each name once", "name it by its year too")


def _peaks_are_peaks(settings: Settings, _: Others) -> Iterator[Problem]:
    capacity = settings.fleet.capacity
    for index, peak in _coming(settings.fleet):
        path = ("fleet", "peaks", index)
        if not capacity.min_size <= peak.min_size <= peak.max_size:
            allowed = f"{capacity.min_size} to {peak.max_size}, from capacity.minSize to the peak's own maxSize"
            yield Problem((*path, "minSize"), show(peak.min_size), allowed, "change one of the two")
        if peak.max_size < capacity.max_size:
            allowed = f"at least capacity.maxSize, {capacity.max_size}"
            yield Problem((*path, "maxSize"), show(peak.max_size), allowed, "a peak takes nothing away: raise it")


RULES = (
    Rule(("sites", "fleet"), _images_are_the_sites),
    Rule(("sites", "fleet"), _images_differ),
    Rule(("fleet",), _types_have_one_architecture),
    Rule(("fleet",), _types_are_alike),
    Rule(("fleet",), _capacity_is_a_range),
    Rule(("sites", "fleet", "network"), _zones_are_covered),
    Rule(("fleet",), _base_is_within_the_minimum),
    Rule(("fleet",), _reserve_is_a_range),
    Rule(("sites", "fleet", "network"), _fleet_fits_its_subnets),
    Rule(("fleet",), _fleet_fits_its_quotas),
    Rule(("fleet",), _peaks_end_after_they_begin),
    Rule(("fleet",), _peaks_are_apart),
    Rule(("fleet",), _peaks_are_peaks),
)
