"""Takes AWS's facts from packages that are kept up to date, and writes them into small tables for the settings.

The settings must not need cfn-lint or moto, which are development's: so what they know of AWS is written into
`components/shared/facts`, by `make facts`. A test holds the tables against what the pinned packages say.
"""
