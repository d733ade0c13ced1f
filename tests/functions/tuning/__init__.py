"""Tuning without a database: its judgement, its documents, and AWS as the emulator answers for it."""
