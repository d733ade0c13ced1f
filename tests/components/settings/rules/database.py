"""Rules of the database: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import STORAGE, Broken, Change

BROKEN: list[Broken] = [
    (
        "_storage_can_grow",
        [((*STORAGE, "allocatedGib"), 60000), ((*STORAGE, "maxAllocatedGib"), 65536)],
        [
            (
                (*STORAGE, "maxAllocatedGib"),
                "allocatedGib, 60000: RDS ends at 65536, and grows by a tenth or not at all",
            )
        ],
    ),
    (
        "_storage_can_grow",
        [((*STORAGE, "maxAllocatedGib"), 1099)],
        [((*STORAGE, "maxAllocatedGib"), "at least 1100, 10% above allocatedGib")],
    ),
    (
        "_small_storage_has_fixed_performance",
        [((*STORAGE, "allocatedGib"), 399)],
        [
            ((*STORAGE, key), "nothing below 400 GiB: such a volume has 3000 IOPS and 125 MiB/s")
            for key in ("iops", "throughputMibps")
        ],
    ),
    (
        "_iops_and_throughput_go_together",
        [((*STORAGE, "iops"), GONE)],
        [((*STORAGE, "throughputMibps"), "both or neither")],
    ),
    (
        "_iops_and_throughput_go_together",
        [((*STORAGE, "throughputMibps"), GONE)],
        [((*STORAGE, "iops"), "both or neither")],
    ),
    (
        "_throughput_fits_iops",
        [((*STORAGE, "throughputMibps"), 3001)],
        [((*STORAGE, "throughputMibps"), "at most 3000, a quarter of the IOPS")],
    ),
    (
        "_replica_holds_the_primarys_load",
        [(("database", "replica", "instanceClass"), "db.r8g.xlarge")],
        [
            (
                ("database", "replica", "instanceClass"),
                "a class with at least 64 GiB of memory, as the primary's db.r8g.2xlarge has",
            )
        ],
    ),
    (
        "_master_password_suits_replicas",
        [(("database", "masterPassword"), "rds-managed")],
        [
            (
                ("database", "masterPassword"),
                "generated: of all engines, RDS manages the password beside replicas only for SQL Server",
            )
        ],
    ),
    (
        "_updates_suit_replicas",
        [(("database", "blueGreenUpdates"), True)],
        [
            (
                ("database", "blueGreenUpdates"),
                "false: RDS refuses blue/green updates of an instance with read replicas",
            )
        ],
    ),
    (
        "_windows_are_apart",
        [(("database", "maintenanceWindow"), "tue:08:29-tue:09:00")],
        [(("database", "maintenanceWindow"), "a window apart from the backup window 08:00-08:30")],
    ),
    (
        "_advanced_insights_keep_their_data",
        [(("database", "insights", "retentionDays"), 434)],
        [(("database", "insights", "retentionDays"), "at least 465 with mode advanced")],
    ),
]

SOUND: list[list[Change]] = [
    [((*STORAGE, "allocatedGib"), 65536), ((*STORAGE, "maxAllocatedGib"), 65536)],
    [((*STORAGE, "allocatedGib"), 59578), ((*STORAGE, "maxAllocatedGib"), 65536)],
    [((*STORAGE, "maxAllocatedGib"), 1100)],
    [((*STORAGE, "allocatedGib"), 400), ((*STORAGE, "throughputMibps"), 3000)],
    [((*STORAGE, "iops"), GONE), ((*STORAGE, "throughputMibps"), GONE)],
    [(("database", "maintenanceWindow"), "tue:08:30-tue:09:00")],
    [(("database", "replica", "instanceClass"), "db.m8g.4xlarge")],
    [(("database", "insights", "mode"), "standard"), (("database", "insights", "retentionDays"), 7)],
]
