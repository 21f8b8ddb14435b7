"""What all sources together say of a claim, by code alone."""
