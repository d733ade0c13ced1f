"""CloudFront: a change that is made on what somebody else has changed meanwhile is refused, and takes its time.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.cloudfront import urls
from moto.cloudfront.models import random_id
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.exceptions import ServiceException

if TYPE_CHECKING:
    from moto.core.responses import ActionResult


class PreconditionFailed(ServiceException):
    """The configuration is no longer the one that the caller has read."""

    code = "PreconditionFailed"
    status_code = 412

    def __init__(self) -> None:
        super().__init__("The request failed because it didn't meet the preconditions in one or more fields.")


class ExtendedCloudFrontResponse(CloudFrontResponse):
    """CloudFront with the answers of this module."""

    def update_distribution(self) -> ActionResult:
        """`UpdateDistribution`: a new version of the configuration, on its way to the edges at first."""
        found = self.backend.distributions.get(self._get_param("Id"))
        if found is not None and self._get_param("IfMatch") not in {None, found.etag}:
            raise PreconditionFailed
        if found is not None:
            found.etag = random_id()
        answer = super().update_distribution()
        if found is not None:
            # moto's own transition has ended by now: it begins anew.
            found._tick, found.status = 0, "InProgress"  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        return answer


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = ExtendedCloudFrontResponse.dispatch
