"""Proves that a delivery fails by the name of the row that it lacks, on a machine whose gateway leaves that row out."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.network.connections import CONNECTIONS
from components.network.security_groups import Group
from tests.ansible.gateway.ways import Ways
from tests.ansible.life import prepared

pytestmark = pytest.mark.slow


def test_a_delivery_without_one_of_its_rows_fails_by_that_rows_name(foundation: Path) -> None:
    lacking = Ways.of(Group.OPERATIONS, [row for row in CONNECTIONS if row.host != "pypi.org"])
    life = prepared("operations-host", foundation, "lacking")
    with life.server.booted(lacking):
        with pytest.raises(
            AssertionError, match=r"servers of the group operations asked for pypi\.org: got no way"
        ):
            life.deliver("image", "image")
        assert life.runs["image"].done.status != 0
        # By HTTPS alone, which the script has made of the sources before it asked any.
        assert "https://archive.ubuntu.com/" in life.server.machine.run("apt-get", "update").assert_ok().stdout
