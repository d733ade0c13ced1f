"""The procedures as code, behind the `storefront` command line."""
