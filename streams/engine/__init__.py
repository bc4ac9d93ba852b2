"""What surrounds Faust: the ordered window, the killable pool, dead letters, the brokers, health. No news here."""
