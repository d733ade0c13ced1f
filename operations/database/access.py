"""Database access: has the function inside the VPC do it, and tells what it did."""

from __future__ import annotations

import hashlib
import json
import re
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from manifest import database as deployed
from manifest.document import Sections
from operations.aws import AwsClient, AwsError, AwsRegion
from operations.errors import CommandError
from operations.manifest import manifest_source, read_manifest

if TYPE_CHECKING:
    from pathlib import Path

# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
_BUNDLE = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_FETCH_SECONDS = 30


class DatabaseError(CommandError):
    """It could not be done; the message says why and what to do next."""


class AccessSections(Sections):
    """Who gets into the database."""

    access: deployed.Access


@dataclass(frozen=True)
class Access:
    """The function of one environment, and what it works with."""

    aws: AwsRegion
    environment: str
    manifest: deployed.Access

    elsewhere: tuple[AwsRegion, ...]
    """The other region, where copies of the database are proven; none where the store has one site alone."""

    @classmethod
    def of(cls, environment: str, region: str | None, file: Path | None = None) -> Access:
        """Find it by the manifest, which any region of the environment holds, in the region that serves.

        Raises:
            CommandError: no region was named, or it holds no manifest of the environment.
        """
        try:
            client = AwsClient()
            found = read_manifest(manifest_source(region, file), environment, AccessSections)
            serving, *others = (client.region(one) for one in found.index.regions)
            return cls(serving, environment, found.access, tuple(others))
        except AwsError as error:
            raise DatabaseError(str(error)) from None

    @property
    def function(self) -> str:
        """The function's name."""
        return self.manifest.functions[self.aws.region]

    @property
    def roles(self) -> list[str]:
        """The roles that have secrets."""
        return sorted(self.manifest.secrets)

    def run(self, action: str, **more: str) -> dict[str, Any]:
        """Run the function and wait for its answer.

        Raises:
            DatabaseError: it could not be run, or told that it could not do it.
        """
        try:
            answer = self.aws.call(
                "lambda",
                "Invoke",
                FunctionName=self.function,
                Payload=json.dumps({"action": action, **more}).encode(),
            )
        except AwsError as error:
            raise DatabaseError(str(error)) from None
        said: dict[str, Any] = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise DatabaseError(str(said.get("errorMessage", "the function failed; see its log")))
        return said

    def write_ca_bundle(self, bundle: Path | None) -> list[str]:
        """Write the authority's certificate for the functions of each region; return what was written where.

        The bundle comes over the public web. Which of its certificates is the authority's, RDS itself says over its
        API (DescribeCertificates): the two have to agree.

        Raises:
            DatabaseError: they do not, or one cannot be had.
        """
        text = bundle.read_text(encoding="ascii") if bundle else _fetched(_BUNDLE)
        return [self._write_ca_bundle_in(region, text) for region in (self.aws, *self.elsewhere)]

    def _write_ca_bundle_in(self, region: AwsRegion, bundle: str) -> str:
        """Write the certificate of a region's own authority, which others of that name do not share."""
        wanted, parameter = self.manifest.ca_certificate, self.manifest.ca_bundle_parameter
        try:
            listed = region.list_all("rds", "DescribeCertificates", CertificateIdentifier=wanted)
            chosen = with_thumbprint(bundle, str(listed[0]["Thumbprint"]))
            region.call("ssm", "PutParameter", Name=parameter, Value=chosen, Type="String", Overwrite=True)
        except AwsError as error:
            raise DatabaseError(str(error)) from None
        return f"{wanted} written to {parameter} in {region.region}"


def _fetched(address: str) -> str:
    try:
        # Fixed scheme and host: AWS's own.
        with urllib.request.urlopen(address, timeout=_FETCH_SECONDS) as answer:  # noqa: S310
            return str(answer.read().decode("ascii"))
    except (urllib.error.URLError, OSError) as error:
        message = f"{address}: cannot be fetched ({error}); fetch it elsewhere and give it with --bundle FILE"
        raise DatabaseError(message) from None


def with_thumbprint(bundle: str, thumbprint: str) -> str:
    """Return the certificate with this SHA-1, which is how RDS names it."""
    found = _CERTIFICATE.findall(bundle)
    for certificate in found:
        # The digest is RDS's choice; a second certificate with the same one cannot be made.
        digest = hashlib.sha1(ssl.PEM_cert_to_DER_cert(certificate), usedforsecurity=False).hexdigest()
        if digest == thumbprint.replace(":", "").lower():
            return f"{certificate}\n"
    message = (
        f"none of the bundle's {len(found)} certificates has the thumbprint {thumbprint} that RDS states; "
        "fetch the bundle of this region anew"
    )
    raise DatabaseError(message)
