"""Which texts are alike: their words, their fingerprints, and the index of these."""
