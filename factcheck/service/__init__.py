"""Checks for other programs, over HTTP and over MCP: two thin layers over one queue of checks."""
