"""Pages for one look: how the week stands."""
