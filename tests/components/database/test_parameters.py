"""The engine's parameters: put in force the way RDS can, within the engine's limits, and in its units.

That PostgreSQL itself takes them is left to the tests that run one.
"""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database.parameters import Apply, Parameter, parameters
from components.settings import DatabaseSettings
from tests.components.database.alone import database
from tests.components.stacks import SITES, STACKS, by_name, settings

GROUP = "aws:rds/parameterGroup:ParameterGroup"
LARGEST = 2**31 - 1

# In force after a restart only (context `postmaster` in PostgreSQL's own list of settings), as far as RDS lets them
# be set: https://www.postgresql.org/docs/17/runtime-config.html
STATIC = {
    "autovacuum_freeze_max_age", "autovacuum_max_workers", "autovacuum_multixact_freeze_max_age",
    "cron.database_name", "huge_pages", "max_connections", "max_files_per_process", "max_locks_per_transaction",
    "max_logical_replication_workers", "max_pred_locks_per_transaction", "max_prepared_transactions",
    "max_replication_slots", "max_wal_senders", "max_worker_processes", "pg_stat_statements.max",
    "rds.logical_replication", "shared_buffers", "shared_preload_libraries", "superuser_reserved_connections",
    "track_activity_query_size", "track_commit_timestamp", "wal_buffers",
}  # fmt: skip

# What the engine takes. Numbers: minimum and maximum, in the engine's unit. A parameter without a row here is a failure.
# https://www.postgresql.org/docs/17/runtime-config.html and the pages of the three extensions; for those that
# start with `rds.`: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html
NUMBERS = {
    "pg_stat_statements.max": (100, LARGEST),
    "track_activity_query_size": (100, 1048576),  # bytes
    "auto_explain.log_min_duration": (-1, LARGEST),  # milliseconds
    "log_temp_files": (-1, LARGEST),  # kB
    "log_autovacuum_min_duration": (-1, LARGEST),  # milliseconds
    "log_parameter_max_length": (-1, 1073741823),  # bytes
    "log_parameter_max_length_on_error": (-1, 1073741823),  # bytes
    "rds.log_retention_period": (1440, 10080),  # minutes
    "log_min_duration_statement": (-1, LARGEST),  # milliseconds
    "statement_timeout": (0, LARGEST),  # milliseconds
    "idle_in_transaction_session_timeout": (0, LARGEST),  # milliseconds
}
SWITCHES = {
    "rds.force_ssl", "track_io_timing", "auto_explain.log_analyze", "log_connections", "log_disconnections",
    "log_lock_waits",
}  # fmt: skip
WORDS = {
    "ssl_min_protocol_version": {"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"},
    "password_encryption": {"md5", "scram-sha-256"},
    "rds.accepted_password_auth_method": {"md5+scram", "scram"},
    "pg_stat_statements.track": {"none", "top", "all"},
    "auto_explain.log_format": {"text", "xml", "json", "yaml"},
    "pgaudit.role": {"rds_pgaudit"},
    "log_statement": {"none", "ddl", "mod", "all"},
}
LISTS = {
    "shared_preload_libraries": {"auto_explain", "pgaudit", "pg_cron", "pg_hint_plan", "pg_stat_statements"},
    "pgaudit.log": {"ddl", "function", "misc", "read", "role", "write", "none", "all"},
}  # fmt: skip


def _database(stack: str, **changes: Any) -> DatabaseSettings:
    return DatabaseSettings.model_validate(settings(stack)["database"]).model_copy(update=changes)


def _values(database: DatabaseSettings) -> dict[str, str]:
    return {row.name: row.value for row in parameters(database)}


ROWS = parameters(_database("prod"))


def test_each_parameter_stands_once_and_says_why() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert [row.name for row in ROWS if not row.why] == []


def test_static_parameters_wait_for_a_reboot_and_dynamic_ones_do_not() -> None:
    """RDS refuses `immediate` for a static parameter; a dynamic one that waits would not be in force."""
    waiting = {row.name for row in ROWS if row.apply is Apply.PENDING_REBOOT}
    assert waiting == {
        "shared_preload_libraries", "pg_stat_statements.max", "track_activity_query_size", "pgaudit.role",
    }  # fmt: skip
    assert [row.name for row in ROWS if row.name in STATIC and row.apply is Apply.IMMEDIATE] == []
    assert waiting - STATIC == {"pgaudit.role"}


def test_every_parameter_has_a_known_range() -> None:
    names = [*NUMBERS, *SWITCHES, *WORDS, *LISTS]
    assert sorted(row.name for row in ROWS) == sorted(names)


def _in_range(row: Parameter) -> bool:
    if row.name in NUMBERS:
        minimum, maximum = NUMBERS[row.name]
        return minimum <= int(row.value) <= maximum
    if row.name in LISTS:
        return set(row.value.split(",")) <= LISTS[row.name]
    return row.value in WORDS.get(row.name, {"0", "1"})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_values_are_such_as_the_engine_takes(row: Parameter) -> None:
    assert _in_range(row), row


def test_the_libraries_are_those_that_the_other_rows_set() -> None:
    """A parameter of a library that is not loaded is silently ignored; a library without one has no use."""
    prefixes = {row.name.partition(".")[0] for row in ROWS if "." in row.name} - {"rds"}
    assert set(_values(_database("prod"))["shared_preload_libraries"].split(",")) == prefixes


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("rds.force_ssl", "1"),
        ("ssl_min_protocol_version", "TLSv1.2"),
        ("password_encryption", "scram-sha-256"),
        ("rds.accepted_password_auth_method", "scram"),
        ("log_parameter_max_length", "0"),
        ("log_parameter_max_length_on_error", "0"),
    ],
)
def test_what_keeps_data_safe(parameter: str, value: str) -> None:
    assert _values(_database("prod"))[parameter] == value


@given(
    st.integers(0, 3600).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(1, 86400).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(1, 86400).map(lambda seconds: timedelta(seconds=seconds)),
)
def test_durations_of_the_settings_become_milliseconds(
    slow: timedelta, statement: timedelta, idle: timedelta
) -> None:
    changed = _database(
        "prod", log_min_duration=slow, statement_timeout=statement, idle_in_transaction_timeout=idle
    )
    rows = parameters(changed)
    assert [row for row in rows if not _in_range(row)] == []
    values = {row.name: int(row.value) for row in rows if row.name in NUMBERS}
    assert values["log_min_duration_statement"] == slow.total_seconds() * 1000
    assert values["statement_timeout"] == statement.total_seconds() * 1000
    assert values["idle_in_transaction_session_timeout"] == idle.total_seconds() * 1000


@pytest.mark.parametrize("stack", STACKS)
def test_the_settings_as_they_stand(stack: str) -> None:
    """Both files say 1s, 5m and 1m."""
    values = _values(_database(stack))
    assert values["log_min_duration_statement"] == "1000"
    assert values["statement_timeout"] == "300000"
    assert values["idle_in_transaction_session_timeout"] == "60000"


@pytest.mark.parametrize(("stack", "region"), SITES)
def test_the_group_of_each_site_holds_the_whole_table(stack: str, region: str) -> None:
    group = by_name(database(stack), GROUP, region)["database"]
    assert group.inputs["parameters"] == [
        {"name": row.name, "value": row.value, "applyMethod": row.apply.value}
        for row in parameters(_database(stack))
    ]
