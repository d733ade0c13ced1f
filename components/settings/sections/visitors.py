"""How the visitors in the store are counted from outside, by Google Analytics."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from components.settings.sections.elsewhere import Elsewhere
from components.settings.sections.section import Section
from components.shared.facts.places import countries

# Each country is a metric of its own, which is paid for by the month.
MAX_COUNTRIES = 20
_POOL = r"[a-z][a-z0-9-]{2,30}[a-z0-9]"

_GOOGLES = "gcp-"


def _not_googles(name: str) -> str:
    if name.startswith(_GOOGLES):
        raise ValueError(f"Google keeps names that begin with {_GOOGLES} for itself")
    return name


def _of_the_standard(code: str) -> str:
    if code not in countries():
        raise ValueError("no code of ISO 3166-1, of which Google counts: the United Kingdom's is GB")
    return code


# https://developers.google.com/analytics/devguides/reporting/data/v1/api-schema#dimensions (countryId)
Country = Annotated[
    str, AfterValidator(_of_the_standard), WithJsonSchema({"type": "string", "enum": sorted(countries())})
]
# https://docs.cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools
PoolId = Annotated[
    str,
    StringConstraints(pattern=f"^{_POOL}$"),
    AfterValidator(_not_googles),
    # Pydantic's own patterns cannot look ahead.
    WithJsonSchema({"type": "string", "pattern": f"^(?!{_GOOGLES}){_POOL}$"}),
]


class GoogleSignIn(StrEnum):
    """How the function shows Google who it is."""

    FEDERATION = "federation"
    KEY = "key"


class FederationSettings(Section):
    """Google's side of workload identity federation: who may come, and as whom."""

    project_number: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5,18}$")] = Field(
        description="the number of the Google Cloud project, in quotes", examples=["987654321098"]
    )
    pool: PoolId = Field(
        description="the workload identity pool, 4 to 32 of a-z, 0-9 and -, not from gcp- on",
        examples=["storefront"],
    )
    provider: Annotated[PoolId, Elsewhere.NAMED_FOR_IT] = Field(
        description="its AWS provider, 4 to 32 of a-z, 0-9 and -, not from gcp- on", examples=["aws-prod"]
    )
    service_account: Annotated[
        str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z0-9-]+\.iam\.gserviceaccount\.com$")
    ] = Field(
        description="the e-mail address of the service account that may read the property",
        examples=["visitors@example-store.iam.gserviceaccount.com"],
    )


class VisitorSettings(Section):
    """The property that is read, and as whom."""

    property: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3,17}$")] = Field(
        description="the number of the Google Analytics property, in quotes", examples=["123456789"]
    )
    countries: tuple[Country, ...] = Field(
        min_length=1,
        max_length=MAX_COUNTRIES,
        description=f"1 to {MAX_COUNTRIES} ISO 3166-1 alpha-2 codes, each a metric of its own",
        examples=[["CL", "CO", "MX", "PE"]],
    )
    sign_in: GoogleSignIn = Field(
        description="federation (no key anywhere) or key (a service account's, in Secrets Manager)",
        examples=["federation"],
    )
    federation: FederationSettings | None = Field(
        default=None, description="projectNumber, pool, provider and serviceAccount; left out with signIn key"
    )
