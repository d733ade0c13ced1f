"""ACM: as many names in a certificate as an account's quota can be raised to, where moto stops at the first quota.

Which quota the account has is said in the settings, whose check counts the names before anything is asked for.
https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#general-limits
"""

from __future__ import annotations

from moto.acm import urls
from moto.acm.responses import AWSCertificateManagerResponse
from moto.core.exceptions import AWSError
from moto.core.responses import ActionResult

_MOST_NAMES = 100


class RaisedAcmResponse(AWSCertificateManagerResponse):
    """ACM with the quota of this module."""

    def request_certificate(self) -> ActionResult:
        """`RequestCertificate`."""
        domain, others = self._get_param("DomainName"), self._get_param("SubjectAlternativeNames")
        names = {domain, *(others or ())}
        if len(names) > _MOST_NAMES:
            message = f"{len(names)} names in a certificate, of which ACM takes {_MOST_NAMES} at most"
            raise AWSError(message, exception_type="LimitExceededException")
        arn = self.acm_backend.request_certificate(
            domain,
            self._get_param("IdempotencyToken"),
            others,
            self._get_param("Tags"),
            self._get_param("CertificateAuthorityArn"),
            self._get_param("Options"),
        )
        return ActionResult(result={"CertificateArn": arn})


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = RaisedAcmResponse.dispatch
