"""Example values that a settings file still has: right for a rehearsal, of nobody's account or domain.

They are those that AWS, Google and the IETF keep for documentation, and the names that this repository's own files
begin with. A checksum of an artifact has no such mark: whoever builds the artifact writes its checksum.
"""

import re
from dataclasses import dataclass

from components.settings.problem import Path, printable, write_path
from components.settings.sections.model import Settings
from components.settings.stack_file import texts

# https://docs.aws.amazon.com/kms/latest/developerguide/concepts-key-id.html
EXAMPLE_IMAGES = ("ami-0123456789abcdef0", "ami-0fedcba9876543210")  # no two regions share an id
EXAMPLE_LIST = "pl-0123456789abcdef0"
DOCUMENTED_KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"


@dataclass(frozen=True, kw_only=True)
class Example:
    """A kind of example value, and what to put in its place."""

    what: str
    pattern: re.Pattern[str]
    """Found in a value that is an example."""
    instead: str
    keys: re.Pattern[str] = re.compile("")
    """Found at the start of the keys whose values it is about."""


# AWS's pages write 123456789012, or three digits four times each.
_ACCOUNT = re.compile(r"(?<!\d)(?:123456789012|(\d)\1{3}(\d)\2{3}(\d)\3{3})(?!\d)")
_ARCHIVE = r"storefront:audit\.logArchive\b"
_PEOPLE = r"storefront:identity\.(?:people\.trusted|breakGlass)\b"

EXAMPLES = (
    Example(
        what="an account number of AWS's documentation",
        pattern=_ACCOUNT,
        instead="this environment's account: `aws sts get-caller-identity --query Account` with its credentials",
        keys=re.compile(rf"(?!{_PEOPLE})"),
    ),
    Example(
        what="an account number of AWS's documentation, in which people sign in",
        pattern=_ACCOUNT,
        instead="the account that has your people's users and roles, and their names: "
        "`aws sts get-caller-identity` as one of them shows both",
        keys=re.compile(_PEOPLE),
    ),
    Example(
        what="a domain that RFC 2606 keeps for examples",
        pattern=re.compile(r"(?:^|[.@/])example\.(?:com|net|org)(?=$|[/:])|\.(?:example|invalid|test)(?=$|[/:])"),
        instead="a domain of your own, and addresses that somebody reads",
    ),
    Example(
        what="a machine image that does not exist",
        pattern=re.compile(r"^ami-0(?:123456789abcde|fedcba98765432)[0-9a-f]+$"),
        instead="for the first update Canonical's, by the command in the README's step 3; later the one that the "
        "pipeline made last: `aws ssm get-parameter --name /imagebuilder/storefront/ENVIRONMENT/application`",
    ),
    Example(
        what="the key of AWS KMS's documentation",
        pattern=re.compile(DOCUMENTED_KEY),
        instead="the key of the bucket with Pulumi's state: `aws kms describe-key --key-id alias/ALIAS`",
        keys=re.compile(rf"(?!{_ARCHIVE})"),
    ),
    Example(
        what="the key of AWS KMS's documentation, as a log archive's",
        pattern=re.compile(DOCUMENTED_KEY),
        instead="the key of the region that the log archive's stack answers",
        keys=re.compile(_ARCHIVE),
    ),
    Example(
        what="a prefix list that does not exist",
        pattern=re.compile(f"^{EXAMPLE_LIST}$"),
        instead="CloudFront's own list there: `aws ec2 describe-managed-prefix-lists --region REGION --filters "
        "Name=prefix-list-name,Values=com.amazonaws.global.cloudfront.origin-facing`",
    ),
    Example(
        what="a name that begins with `example`",
        pattern=re.compile(r"(?:^|[@/])example(?=[-/]|@\d)"),
        instead="the name of your own repository, bucket or project",
    ),
    Example(
        what="a number of digits in their order",
        pattern=re.compile(r"^(?:12345678[09]|987654321098)$"),
        instead="the number that Google shows: Analytics > Admin > Property details, or Cloud > project number",
    ),
)


def placeholders(settings: Settings) -> dict[Example, list[tuple[Path, str]]]:
    """Return the example values of a file by their kind, each with its key; a value may be of several kinds."""
    found: dict[Example, list[tuple[Path, str]]] = {}
    for path, value in texts(settings.model_dump(mode="json", by_alias=True, exclude_unset=True)):
        for example in EXAMPLES:
            if example.pattern.search(value) and example.keys.match(write_path(path)):
                found.setdefault(example, []).append((path, value))
    return found


def warning(settings: Settings) -> str:
    """Return what to say of the example values of a file; nothing where it has none."""
    found = placeholders(settings)
    if not found:
        return ""
    number = len({path for places in found.values() for path, _ in places})
    some = "1 is an example value" if number == 1 else f"{number} are example values"
    lines = [f"warning: {some}: fit for a rehearsal, replace them before you deploy"]
    for example, places in found.items():
        lines += ["", example.what, *(printable(f"    {write_path(path)}  {value}") for path, value in places)]
        lines.append(f"    put there  {example.instead}")
    return "\n".join(lines)
