"""What guardrails are made from: resources and values as the pack sees them, findings, checks and examples."""
