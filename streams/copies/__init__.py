"""Which texts are alike: their words, their sketches, and the index of these."""
