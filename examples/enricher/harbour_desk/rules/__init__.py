"""Rules of the Harbour Post, laid out as copydesk's own data files are."""
