"""What is never changed, because no test should restate it: what is said to people, and how a declaration looks."""

import ast
import re

# Keywords whose values are read by people alone, and by the pages made from them.
_SAID = frozenset({"description", "examples", "help", "mend", "summary", "title", "why"})
# What a policy pack or a settings file shows as its own examples: tests already.
_EXAMPLES = frozenset({"Case", "bad", "good", "unknown"})
# What rules of order, and of how AWS keeps values, declare as their examples beside what they demand.
_EXAMPLES_OF_RULES = frozenset({"as_kept", "late", "otherwise"})
# What makes an error, a problem or a finding from words; and what takes a type's name, for the type checker alone.
_SPOKEN = re.compile(
    r"(Error|Exit|Problem|Warning)$|^(echo|fail|print|show|tell|told|undecided|TypeVar|cast|getLogger)$"
)
# Decorators whose loss is a crash, or costs only time.
_PLAIN_DECORATORS = frozenset({
    "abstractmethod", "cache", "cached_property", "classmethod", "contextmanager", "dataclass", "final", "lru_cache",
    "overload", "override", "property", "staticmethod", "unique",
})  # fmt: skip
# Calls whose keywords each state one rule about a value.
_CONSTRAINTS = frozenset({"Field", "StringConstraints"})


def name_of(node: ast.expr) -> str:
    """Return the last name of what is called or written: `b` of `a.b(c)`."""
    match node:
        case ast.Call(func=called):
            return name_of(called)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def is_spoken(call: ast.Call) -> bool:
    """Whether a call's texts are for people."""
    return bool(_SPOKEN.search(name_of(call)))


def is_example(call: ast.Call) -> bool:
    """Whether a call declares an example."""
    return name_of(call) in _EXAMPLES


def is_said(keyword: str | None) -> bool:
    """Whether a keyword's value is for people, or an example."""
    return keyword in _SAID or keyword in _EXAMPLES_OF_RULES


def is_prose(text: str) -> bool:
    """Whether a text has words, rather than a name, a pattern or a key."""
    return bool(re.search(r"\s", text))


def has_meaning(decorator: ast.expr) -> bool:
    """Whether a decorator does something that a test could miss."""
    return name_of(decorator) not in _PLAIN_DECORATORS


def is_constraint(call: ast.Call) -> bool:
    """Whether a call's keywords are rules about a value."""
    return name_of(call) in _CONSTRAINTS


def is_type_checking(statement: ast.stmt) -> bool:
    """Whether a statement is for the type checker alone."""
    return isinstance(statement, ast.If) and name_of(statement.test) == "TYPE_CHECKING"


def is_own_business(statement: ast.stmt) -> bool:
    """Whether an assignment is the module's own bookkeeping."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return any(name_of(target) in {"__all__", "__slots__"} for target in targets)
