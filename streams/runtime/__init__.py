"""What surrounds Faust: the app, the ordered window, the pool that can be killed, the state, the watch."""
