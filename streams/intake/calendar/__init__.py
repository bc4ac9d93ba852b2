"""How people and machines write a moment: forms, names of months and weekdays, zones, calendars.

`streams.intake.dates` is what the readers of the formats call.
"""
