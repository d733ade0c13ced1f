"""What health needs of the manifest: under which names the alarms of each site are, and the dashboards."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from operations.aws import AwsClient, RefusedError
from operations.recovery.errors import RequestError


class Answer(BaseModel):
    """The metric that says that somebody has answered."""

    model_config = ConfigDict(frozen=True)

    namespace: str
    metric: str


class HealthSection(BaseModel):
    """The manifest's section `health`: what the names of alarms begin with, by region; the dashboards' names."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    alarm_prefixes: dict[str, str]
    dashboards: dict[str, str]
    answer: Answer


def health_section(cloud: AwsClient, region: str, environment: str) -> HealthSection:
    """Read the section in a region that answers.

    Raises:
        RequestError: the region holds no such section, or one of another form.
        AwsError: the region does not answer, or refuses.
    """
    name = f"/storefront/{environment}/manifest/health"
    try:
        document: Any = json.loads(cloud.call(region, "ssm", "GetParameter", Name=name)["Parameter"]["Value"])
        return HealthSection.model_validate(document)
    except RefusedError as error:
        if error.code != "ParameterNotFound":
            raise
        message = (
            f"{region} holds no {name}; name a region of the stack with --region, deploy it first, and see that "
            "AWS_PROFILE is for the environment's account"
        )
        raise RequestError(message) from None
    except (ValueError, ValidationError) as error:
        raise RequestError(f"{name} in {region} cannot be used; deploy the stack anew: {error}") from None
