"""The function's entry point: every five minutes a look at what is on; once a week a page to see that it arrives.

A schedule says in its event what is to be done, and for when: `{"do": "look", "time": "2026-11-27T08:00:00Z"}`.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import boto3

from functions.escalation.pages import TEST_PAGE, Page, message, pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INTERVAL = timedelta(minutes=5)
LOOK, TEST = "look", "test"


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where things are: the alarms by the beginning of their names, the topics, and the folder of what is known."""

    environment: str
    region: str
    alarms: str
    on_call: str
    escalation: str
    folder: str
    silence: timedelta

    @classmethod
    def of_environment(cls) -> Places:
        """Read them as the program has set them."""
        known = os.environ
        return cls(
            environment=known["ENVIRONMENT"],
            region=known["AWS_REGION"],
            alarms=known["ALARMS"],
            on_call=known["ON_CALL_TOPIC"],
            escalation=known["ESCALATION_TOPIC"],
            folder=known["FOLDER"],
            silence=timedelta(seconds=int(known["SILENCE_SECONDS"])),
        )


def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Do what the schedule asks for; returns what was told, for the log."""
    places, now = Places.of_environment(), datetime.fromisoformat(event["time"]).astimezone(UTC)
    return send_test(places, now) if event["do"] == TEST else look(places, now)


def look(places: Places, now: datetime) -> dict[str, Any]:
    """Tell the next ones of every page that one more silence has passed over."""
    known = _known(places)
    acknowledged = {name: at for name, at in known.items() if not name.startswith("sent/")}
    on = [*pages(_alarms(places)), *_test_page(places, known)]
    due = [page for page in on if not page.is_taken(acknowledged) and page.is_due(now, places.silence, INTERVAL)]
    if due:
        subject, text = message(due, now, places.environment)
        _client("sns").publish(TopicArn=places.escalation, Subject=subject, Message=text)
    return {"on": [page.name for page in on], "told": [page.name for page in due]}


def send_test(places: Places, now: datetime) -> dict[str, Any]:
    """Send a page that is none, and note when: if nobody answers it, the next ones are told of it as of any."""
    _client("ssm").put_parameter(
        Name=f"{places.folder}/sent/{TEST_PAGE}",
        Value=json.dumps({"at": now.isoformat()}),
        Type="String",
        Overwrite=True,
    )
    _client("sns").publish(
        TopicArn=places.on_call,
        Subject=f"Test page of {places.environment}: please answer",
        Message=_test_text(places),
    )
    return {"told": [TEST_PAGE]}


def _test_text(places: Places) -> str:
    return (
        "Nothing is wrong: this page is sent once a week to see that it arrives and is answered.\n"
        f"Say that you have it: storefront health acknowledge {places.environment} --region {places.region}"
    )


def _test_page(places: Places, known: Mapping[str, datetime]) -> Iterator[Page]:
    """Yield the last test page for as long as nobody answers it, a day at the most."""
    sent = known.get(f"sent/{TEST_PAGE}")
    if sent is not None and datetime.now(UTC) - sent < timedelta(days=1):
        yield Page(name=TEST_PAGE, since=sent, says=_test_text(places))


def _alarms(places: Places) -> Iterator[dict[str, Any]]:
    paginator = _client("cloudwatch").get_paginator("describe_alarms")
    for page in paginator.paginate(AlarmNamePrefix=places.alarms, AlarmTypes=["CompositeAlarm"]):
        yield from page["CompositeAlarms"]


def _known(places: Places) -> dict[str, datetime]:
    """Return when each page was acknowledged, and under `sent/` when a test page was sent."""
    found: dict[str, datetime] = {}
    paginator = _client("ssm").get_paginator("get_parameters_by_path")
    for page in paginator.paginate(Path=places.folder, Recursive=True):
        for parameter in page["Parameters"]:
            name = str(parameter["Name"]).removeprefix(f"{places.folder}/")
            found[name] = datetime.fromisoformat(json.loads(parameter["Value"])["at"]).astimezone(UTC)
    return found


def _client(service: str) -> Any:
    # boto3 carries no types.
    return cast("Any", boto3.client(service))  # pyright: ignore[reportUnknownMemberType]
