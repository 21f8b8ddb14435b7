"""Check a news story against its sources."""

__version__ = "0.1.0"
