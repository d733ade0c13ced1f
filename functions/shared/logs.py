"""A function's log, in which nothing secret is written down."""

import logging

# At DEBUG these write down requests and answers, secrets and tokens and all, whatever level somebody gives the
# function one day.
_TALKATIVE = ("boto3", "botocore", "google", "urllib3")


def function_log(name: str) -> logging.Logger:
    """Return the log of a function at INFO, and keep its libraries from saying more than that."""
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(logging.INFO)
    log = logging.getLogger(f"storefront.{name}")
    log.setLevel(logging.INFO)
    return log
