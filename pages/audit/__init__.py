"""Pages on what every figure rests on."""
