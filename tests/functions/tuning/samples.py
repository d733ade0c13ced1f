"""Small snapshots for tests of judgement alone; what real servers say is in `tests/postgres/tuning`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from functions.tuning.snapshot import Index, Plan, Server, Snapshot, Statement, Table

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SETTINGS = {
    "autovacuum_analyze_scale_factor": "0.1", "autovacuum_analyze_threshold": "50", "autovacuum_freeze_max_age": "200000000",
    "autovacuum_vacuum_scale_factor": "0.2", "autovacuum_vacuum_threshold": "50", "deadlock_timeout": "1",
    "effective_cache_size": "34359738368", "hash_mem_multiplier": "2", "max_connections": "200", "max_wal_size": "4294967296",
    "random_page_cost": "1.1", "seq_page_cost": "1", "shared_buffers": "17179869184", "work_mem": "4194304",
}  # fmt: skip


def server(days: float = 60, **changes: Any) -> Server:
    began = NOW - timedelta(days=days)
    plain: dict[str, Any] = {
        "version": 17, "counters_since": began, "statements_since": began, "settings": SETTINGS, "database_bytes": 10**10,
        "connections": 20, "deadlocks": 0, "temp_bytes": 0, "transaction_age": 10**8, "checkpoints_timed": 1000,
        "checkpoints_requested": 3,
    }  # fmt: skip
    return Server(**{**plain, **changes})


def snapshot(**changes: Any) -> Snapshot:
    plain: dict[str, Any] = {
        "environment": "test", "taken_at": NOW, "server": server(), "samples": 10, "sample_seconds": 0.5, "replica_read": True,
    }  # fmt: skip
    return Snapshot(**{**plain, **changes})


def statement(number: int, **changes: Any) -> Statement:
    plain: dict[str, Any] = {
        "id": number, "role": "application_a", "text": f"SELECT {number}", "calls": 1000, "total_ms": 10_000.0, "rows": 1000,
        "blocks_hit": 0, "blocks_read": 0, "temp_blocks_written": 0, "temp_ms": 0.0,
    }  # fmt: skip
    return Statement(**{**plain, **changes})


def table(name: str, **changes: Any) -> Table:
    plain: dict[str, Any] = {
        "name": name, "rows": 10**6, "heap_bytes": 10**9, "live": 10**6, "dead": 0, "sequential_scans": 0, "sequential_rows": 0,
        "index_scans": 0, "index_writes": 0, "modified_since_analyze": 0,
    }  # fmt: skip
    return Table(**{**plain, **changes})


def index(name: str, *columns: str, **changes: Any) -> Index:
    plain: dict[str, Any] = {
        "name": f"store.{name}", "table": "store.orders", "columns": columns, "keys": columns, "included": (), "method": "btree",
        "predicate": None, "unique": False, "constraint": False, "valid": True, "bytes": 10**8, "scans": 5, "replica_scans": 0,
        "definition": f"CREATE INDEX {name} ON store.orders USING btree ({', '.join(columns)})",
    }  # fmt: skip
    return Index(**{**plain, **changes})


def plan(cost: float, *relations: str, **changes: Any) -> Plan:
    return Plan(cost=cost, relations=relations, **changes)
