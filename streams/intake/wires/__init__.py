"""The old wires: ANPA 1312 and IPTC 7901, and the slugs of all wires."""
