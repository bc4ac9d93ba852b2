"""Which articles are copies, repeats or out of date: fingerprints, the index of them, the ledger of versions."""
