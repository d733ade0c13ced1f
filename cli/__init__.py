"""The one command, `storefront`: it mounts the commands of the packages below and hands each what it needs."""
