"""What every model of the manifest has in common."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the manifest: it never changes, and ignores keys that it does not know when it is read."""

    model_config = ConfigDict(frozen=True, extra="ignore")
