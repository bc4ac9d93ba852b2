"""The exceptions copydesk raises on purpose. A refused document is not among them: that is a value (`Dropped`).

CopydeskError           any of these; its text is one sentence that says what to do
├── SettingsError       a COPYDESK_* variable has a value that cannot be used
├── BrokerError         no broker answers, or the embedded one ended
├── TopicsError         topics are missing, or differ from topology.py in what cannot be changed
└── FeedError           an input file or line cannot be made into a raw event
"""


class CopydeskError(Exception):
    """Any failure that the user can act on."""


class SettingsError(CopydeskError):
    """A COPYDESK_* variable has a value that cannot be used."""


class BrokerError(CopydeskError):
    """No broker answers, or the embedded one ended."""


class TopicsError(CopydeskError):
    """Topics are missing, or differ from topology.py in what cannot be changed."""


class FeedError(CopydeskError):
    """An input file or line cannot be made into a raw event."""
