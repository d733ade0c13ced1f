"""Why a value is refused, in words: what pydantic found, and of a text what in it does not fit.

A pattern says only that a text is none of its own. What would fit is found by trying: letters of the text in the
field's own example, and parts of the text by themselves.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from components.settings.adapters import takes

_LONGEST = 600  # characters that are tried: no key takes so many
_BEGINNING = 100  # characters that are tried with each end of an example
_MOST_MISSING = 64  # characters: what lacks more is no beginning of anything
_SHOWN = 3  # letters that are named
_WANTED = {
    "string_type": "a text is wanted, in quotes",
    "int_type": "a whole number is wanted, without quotes",
    "int_from_float": "a whole number is wanted",
    "bool_type": "true or false is wanted, without quotes",
    "tuple_type": "a list is wanted",
    "dict_type": "a mapping is wanted",
    "model_type": "a mapping is wanted",
    "model_attributes_type": "a mapping is wanted",
    "missing": "it is needed",
    "enum": "it is none of the words",
    "literal_error": "it is none of the words",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "it is less than {}"),
    "less_than_equal": ("le", "it is more than {}"),
    "too_short": ("min_length", "there are fewer than {}"),
    "too_long": ("max_length", "there are more than {}"),
    "string_too_long": ("max_length", "it has more than {} characters"),
    "string_too_short": ("min_length", "it has fewer than {} characters"),
}
_Fits = Callable[[str], bool]


def reason(details: ErrorDetails, field: FieldInfo) -> str:
    """Return why a value is refused."""
    kind, context = details["type"], details.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return words.format(context[bound])
    if kind == "string_pattern_mismatch":
        return _of_text(str(details["input"]), _example(field), _taker(field, details["loc"][-1]))
    return _WANTED.get(kind, str(details["msg"]))


def _of_text(text: str, example: str, fits: _Fits) -> str:
    if not text:
        return "it is empty"
    foreign = [one for one in dict.fromkeys(text[:_LONGEST]) if not any(map(fits, _with(one, example)))]
    if foreign:
        named = ", ".join(map(repr, foreign[:_SHOWN])) + (" and others" if len(foreign) > _SHOWN else "")
        return f"{named} may not stand in it"
    return _of_parts(text, fits) or _of_beginning(text[:_BEGINNING], example, fits)


def _of_parts(text: str, fits: _Fits) -> str:
    ends = range(min(len(text), _LONGEST) - 1, 0, -1)
    if head := next((text[:end] for end in ends if fits(text[:end])), ""):
        return f"it is too long, or ends wrongly: {head!r} would do"
    if tail := next((text[start:] for start in range(1, len(text[:_LONGEST])) if fits(text[start:])), ""):
        return f"it begins wrongly: {tail!r} would do"
    lacking = next((count for count in range(1, _MOST_MISSING) if fits(text + count * text[-1])), 0)
    if not lacking:
        return ""
    more = " or more" if fits(text + (lacking + 1) * text[-1]) else ""
    return f"it is too short: it lacks {lacking}{more} character{'' if lacking == 1 and not more else 's'}"


def _of_beginning(text: str, example: str, fits: _Fits) -> str:
    """Up to where a text can be the beginning of one that is taken, which ends as the example does."""
    rests = [example[place:] for place in range(len(example))]
    ends = range(len(text) - 1, 0, -1)
    place = next((end for end in ends if any(fits(text[:end] + rest) for rest in rests)), 0)
    return f"{text[place:]!r} does not fit after {text[:place]!r}" if place else "it begins wrongly"


def _with(letter: str, example: str) -> Iterator[str]:
    """The example with a letter in the place of each of its own, and before each."""
    for place in range(len(example)):
        yield example[:place] + letter + example[place + 1 :]
        yield example[:place] + letter + example[place:]


def _example(field: FieldInfo) -> str:
    """The text of a field's example, or the first one in it."""
    found: Any = next(iter(field.examples or ()), "")
    while isinstance(found, list | Mapping):
        entries = cast("list[Any] | Mapping[str, Any]", found)
        found = next(iter(entries.values() if isinstance(entries, Mapping) else entries), "")
    return str(found)


def _taker(field: FieldInfo, key: str | int) -> _Fits:
    """Return whether a field takes a text: by itself, as an item of its list, or under a key of its mapping."""
    return lambda text: takes(
        field, [text] if isinstance(key, int) else text if key == field.alias else {key: text}
    )
