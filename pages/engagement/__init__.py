"""Pages on what we publish and whom it reaches."""
