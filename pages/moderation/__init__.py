"""Pages on moderation: who looked, when, and what came of it."""
