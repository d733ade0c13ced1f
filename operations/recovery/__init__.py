"""Recovery: what the topology can give against the guidelines, and the procedures that bring the store back.

A procedure needs the manifest and AWS alone: neither Pulumi's state, nor the settings, nor the region that is lost.
"""
