"""What every test folder shares."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Silence what pulumi_aws says about its own old names whenever a module of it is imported."""
    config.addinivalue_line("filterwarnings", r"ignore:.*has been deprecated in favor of:DeprecationWarning")
