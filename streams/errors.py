"""The exceptions copydesk raises on purpose. A refused document is not among them: that is a value (`Dropped`).

CopydeskError           any of these; its text is one sentence that says what to do
├── SettingsError       a COPYDESK_* variable has a value that cannot be used
│   ├── SourcesError    sources.toml cannot be read, or says what it may not; exit code 2
│   ├── SubscriptionsError  subscriptions.toml cannot be read, or says what it may not; exit code 2
│   ├── AuthorityError  the authority file cannot be read, or has a line that is wrong; exit code 2
│   └── ExtensionError  an enricher or a data file of one's own cannot be used; exit code 2
├── ExtraError          a library that not everyone needs is not installed
├── BrokerError         no broker answers, or the embedded one ended
├── RegistryError       the schema registry cannot be reached, or cannot serve: it may pass
├── TopicsError         topics are missing, or differ from topology.py in what cannot be changed
├── FilterError         a filter asks for what there is none of
├── ReplayError         a range cannot be replayed, or two sides cannot be compared; exit code 2
├── FeedError           an input file or line cannot be made into a raw event
├── ConnectError        a source that `copydesk connect` runs cannot be reached or read; it is tried again
├── OrderError          an editor's order cannot be carried out, or nobody has answered it
├── NoTextError         a text is not there any more, or is none that readers may have
├── DeadLimitError      too much died: the worker stops, and what is not read yet waits; exit code 3
├── PoolError           no process for the work on pages can be started, or the pool was closed
├── RefusedError        the broker will never take a record that must be written
├── StoreError          the ledger cannot be kept on this disk, or what stands there cannot be read
└── StuckError          the worker makes no progress although there is work; exit code 4
"""


class CopydeskError(Exception):
    """Any failure that the user can act on. `exit_code` is that of a command which it ends."""

    exit_code = 1


class SettingsError(CopydeskError):
    """A COPYDESK_* variable has a value that cannot be used."""


class SourcesError(SettingsError):
    """The file of COPYDESK_SOURCES cannot be read, or says what it may not."""

    exit_code = 2  # as for any command that is given what it cannot use


class SubscriptionsError(SettingsError):
    """The file of COPYDESK_SUBSCRIPTIONS cannot be read, or says what it may not."""

    exit_code = 2


class AuthorityError(SettingsError):
    """The file of COPYDESK_AUTHORITY cannot be read, or has a line that is wrong."""

    exit_code = 2


class ExtensionError(SettingsError):
    """An enricher or a data file of one's own cannot be used: the text says whose it is, and what is wrong."""

    exit_code = 2


class ExtraError(CopydeskError):
    """A library that not everyone needs is not installed: the text says which extra brings it."""


class BrokerError(CopydeskError):
    """No broker answers, or the embedded one ended."""


class RegistryError(CopydeskError):
    """The schema registry cannot be reached, or cannot serve: it may pass."""


class TopicsError(CopydeskError):
    """Topics are missing, or differ from topology.py in what cannot be changed."""


class FilterError(CopydeskError):
    """A filter has a condition that there is none of, or a value that it cannot have."""


class ReplayError(CopydeskError):
    """A range cannot be replayed, or two sides cannot be compared."""

    exit_code = 2  # 1 is the answer that something differs


class FeedError(CopydeskError):
    """An input file or line cannot be made into a raw event."""


class ConnectError(CopydeskError):
    """A source that `copydesk connect` runs cannot be reached or read now; it is tried again after a pause."""


class OrderError(CopydeskError):
    """An editor's order cannot be carried out, or no worker has answered it in time."""


class NoTextError(CopydeskError):
    """A text is not on the topics any more, or is none that readers may have now."""


class DeadLimitError(CopydeskError):
    """Too much died: the worker stops, and what is not read yet waits in Kafka."""

    exit_code = 3  # so that a supervisor can tell it from a crash, and leave it stopped


class PoolError(CopydeskError):
    """No process for the work on pages can be started, or the pool was closed."""


class RefusedError(CopydeskError):
    """The broker will never take a record that must be written, and that nothing can stand for."""


class StoreError(CopydeskError):
    """The ledger cannot be kept on this disk, or what stands there cannot be read; `taken`: by another process."""

    def __init__(self, text: str, *, taken: bool = False) -> None:
        super().__init__(text)
        self.taken = taken


class StuckError(CopydeskError):
    """The worker makes no progress although there is work: to start it anew may help."""

    exit_code = 4
