"""The distribution: which value of the header CloudFront sends, and whether all of its edges send it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from operations.aws import AwsClient, RefusedError
from operations.recovery.errors import RecoveryError

# Where CloudFront's own endpoint is signed for: https://docs.aws.amazon.com/general/latest/gr/cf_region.html
REGION = "us-east-1"


class Distribution:
    """The distribution by its id, and the header that it adds."""

    def __init__(self, aws: AwsClient, identifier: str, header: str) -> None:
        self._aws, self._id, self._header = aws, identifier, header

    def await_deployed(self, within_seconds: float, every_seconds: float, sleep: Callable[[float], None]) -> None:
        """Wait until every edge has the last configuration.

        Raises:
            WaitError: some do not have it in time.
            RecoveryError: the distribution is gone.
        """
        with self._known():
            self._aws.wait(
                REGION,
                "cloudfront",
                "DistributionDeployed",
                within_seconds=within_seconds,
                every_seconds=every_seconds,
                sleep=sleep,
                Id=self._id,
            )

    def sent(self) -> str:
        """Return the value that the last configuration sends."""
        return self._value(self._call("GetDistributionConfig")["DistributionConfig"])

    def send(self, value: str, *, instead_of: str) -> None:
        """Send another value, unless it is sent already.

        Raises:
            RecoveryError: somebody changed the distribution meanwhile.
        """
        read = self._call("GetDistributionConfig")
        config = read["DistributionConfig"]
        sent = self._value(config)
        if sent == value:
            return
        if sent != instead_of:
            raise self._changed()
        for header in self._headers(config):
            header["HeaderValue"] = value
        try:
            self._call("UpdateDistribution", IfMatch=read["ETag"], DistributionConfig=config)
        except RefusedError as error:
            raise self._changed() if error.code == "PreconditionFailed" else error from None

    def _value(self, config: dict[str, Any]) -> str:
        values = {str(header["HeaderValue"]) for header in self._headers(config)}
        if len(values) != 1:
            raise RecoveryError(
                f"the distribution {self._id} sends {len(values)} values of {self._header}, expected one; "
                "deploy the stack"
            )
        return values.pop()

    def _headers(self, config: dict[str, Any]) -> list[dict[str, str]]:
        origins: list[dict[str, Any]] = config["Origins"]["Items"]
        headers: list[dict[str, str]] = [
            header for origin in origins for header in origin["CustomHeaders"].get("Items", [])
        ]
        return [header for header in headers if header["HeaderName"].lower() == self._header.lower()]

    def _changed(self) -> RecoveryError:
        return RecoveryError(
            f"the distribution {self._id} was changed by somebody else meanwhile; expected nobody. Run it "
            "again when no deployment is under way"
        )

    def _call(self, operation: str, **params: Any) -> dict[str, Any]:
        with self._known():
            return self._aws.call(REGION, "cloudfront", operation, Id=self._id, **params)

    @contextmanager
    def _known(self) -> Generator[None]:
        try:
            yield
        except RefusedError as error:
            if error.code != "NoSuchDistribution":
                raise
            raise RecoveryError(f"the distribution {self._id} is gone; deploy the stack") from None
