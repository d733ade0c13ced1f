"""How the pack answers the engine: Pulumi's analyzer protocol, what was found, and what is exempt."""
