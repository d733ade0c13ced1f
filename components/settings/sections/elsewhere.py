"""What becomes of a value where another environment begins with the same settings; without a mark it stays."""

from enum import Enum, auto


class Elsewhere(Enum):
    """A mark of a field, which `storefront environment new` follows."""

    NAMED_FOR_IT = auto()
    """A name that we give to what each environment has of its own: it carries the environment's name."""
    WITHIN_ITS_ZONE = auto()
    """A domain name, in the environment's hosted zone where the model's is in the model's."""
    OF_ITS_ACCOUNT = auto()
    """An ARN, of the environment's account where the model's is of the model's."""
    ITS_OWN_KEY = auto()
    """The ARN of a KMS key, whose id AWS alone gives: nobody can know it yet."""
    ITS_OWN_NETWORK = auto()
    """A network that overlaps no other's."""
    OF_THE_MOMENT = auto()
    """What a recovery, an outage or a campaign asks for: it is over in an environment that has just begun."""
    OF_OTHERS = auto()
    """Another company's, whichever of our environments speaks with it: it stays."""
