"""Builds over time: what changed between two of them, frozen releases, the change feed."""
