"""What the Harbour Post adds to its desk."""
