"""What Pulumi's provider for AWS calls for each type of resource: read in its source, and put to IAM as the pipelines.

`calls.json` has a row for each type that the program can make. It is data, read in the provider's source: what is
called is decided there, not by our rehearsal, whose provider is our own, nor by CloudFormation, whose handlers are a
cross-check (`handlers.py`).
"""
