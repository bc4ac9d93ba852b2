"""What the topics tell afterwards: accounts, traces, dead letters, redriving, what is held."""
