"""Documents that are pushed by HTTP: one server for all sources that have [source.http].

`server` listens and bounds what a client may hold, `service` answers, `access` knows who may send for which source,
`body` and `limits` bound what is read, and `documents` makes raw events of it.
"""
