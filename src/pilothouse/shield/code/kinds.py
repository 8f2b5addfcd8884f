"""What a value of a program may hold: the labels that dataflow carries from a source to a sink."""

from enum import StrEnum

Kinds = frozenset["Kind"]


class Kind(StrEnum):
    """Where a value came from. The text completes the sentence "… is sent"."""

    CREDENTIAL = "a file of credentials"
    BROWSER = "a browser's stored passwords or cookies"
    ENVIRONMENT = "the whole environment"
    SECRET_VARIABLE = "a secret of the environment"  # noqa: S105  # words for a person
    CLIPBOARD = "the clipboard"
    KEYSTROKES = "keystrokes"
    SCREEN = "a picture of the screen"
    METADATA = "credentials of the cloud machine"
    HISTORY = "a history of commands or pages"
    ACCOUNTS = "the list of accounts"
    HOSTNAME = "the host's name"
    USERNAME = "the user's name"
    MACHINE = "facts about the machine"
    ADDRESS = "the machine's address"
    DIRECTORY = "the working directory"
    SWEPT = "files that were searched for"
    ENCRYPTED = "files that were encrypted"
    DOWNLOAD = "what was downloaded"
    RECEIVED = "what a socket received"
    DECODED = "what was decoded"
    CONCEALED = "what a picture concealed"
    HOME = "the home directory"
    PARAMETER = "what a caller passed"


NOTHING: Kinds = frozenset()

PRIVATE: Kinds = frozenset({
    Kind.CREDENTIAL, Kind.BROWSER, Kind.ENVIRONMENT, Kind.CLIPBOARD, Kind.KEYSTROKES, Kind.SCREEN, Kind.METADATA,
    Kind.HISTORY, Kind.ACCOUNTS,
})  # fmt: skip
FACTS: Kinds = frozenset({Kind.HOSTNAME, Kind.USERNAME, Kind.MACHINE, Kind.ADDRESS, Kind.DIRECTORY})


def told(kinds: Kinds) -> str:
    """Say kinds in words, in a fixed order."""
    return " and ".join(kind.value for kind in Kind if kind in kinds)
