"""Tenure: how much of what the AI wrote held its place."""

__version__ = "0.1.0"
