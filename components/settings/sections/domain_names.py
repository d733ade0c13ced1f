"""What a domain name is, and why a text is none."""

import re

# RFC 1035 and 1123: labels of 1 to 63 letters, digits and hyphens, at least two of them.
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
PATTERN = rf"({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])"
LONGEST_NAME = 253
_NAME = re.compile(PATTERN, re.ASCII)
_ADDRESS = re.compile(r"[0-9.]+|\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*\]?", re.ASCII)
_LABELS = "labels of 1 to 63 letters, digits and hyphens, with dots between them"


def why_no_name(text: str, *, address: str, port: str, wildcard: str = "") -> str:
    """Say why a text is no domain name, empty where it is one.

    address, port: what is said of an address, and of a name with a port. wildcard: what stood before the name.
    """
    return _in_letters(text, address, port, wildcard) or _in_labels(text, wildcard)


def _in_letters(text: str, address: str, port: str, wildcard: str) -> str:
    if "/" in text:
        return "a name alone, without https:// and without a path"
    if _ADDRESS.fullmatch(text):
        return f"an address is no name: {address}"
    if ":" in text:
        return f"a name alone: {port}"
    if not text.isascii():
        return f"DNS knows this name in ASCII: write {wildcard}{_in_ascii(text)}"
    return "" if text == text.lower() else f"a name is written in lower case: write {wildcard}{text.lower()}"


def _in_labels(text: str, wildcard: str) -> str:
    if text.endswith("."):
        return f"without the dot at its end: {wildcard}{text.rstrip('.')}"
    if "." not in text:
        return "a name of two labels or more: a single one is of no public DNS"
    if len(wildcard) + len(text) > LONGEST_NAME:
        return f"a name has at most {LONGEST_NAME} characters"
    return "" if _NAME.fullmatch(text) else _LABELS


def _in_ascii(text: str) -> str:
    try:
        return text.lower().encode("idna").decode()
    except UnicodeError:
        return "it as xn--"
