"""Combines what all sources say about a claim, by code alone."""
