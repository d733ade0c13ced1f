"""The shapes that a store's platform may have, and that each stands."""
