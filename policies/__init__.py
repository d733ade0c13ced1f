"""The guardrails of the storefront platform: a CrossGuard policy pack."""
