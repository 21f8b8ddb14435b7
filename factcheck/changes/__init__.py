"""What changed between two checks of a story, or between two trials of a prompt."""
