"""What comes in from outside as raw events: files and lines that are fed once, and the sources that are connected.

A connection is how the copy of one source comes in by itself: a folder, a feed, a mailbox. `copydesk connect` runs all
that sources.toml lists. `options` reads a connection's table, `desk` is what it is given to send and to remember with,
`runner` begins it anew when it fails, and each kind is a module of its name with a function `build`.
"""
