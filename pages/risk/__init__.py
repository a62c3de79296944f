"""Pages on what the public writes and what was found in it."""
