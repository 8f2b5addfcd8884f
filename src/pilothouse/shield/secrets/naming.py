"""What the name beside a value says about it: a secret, something public, or a key whose maker is known."""

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal, TypeAlias

Naming: TypeAlias = Literal["password", "secret", "key", "none"]


def vocabulary(text: str) -> frozenset[str]:
    """Read a list of words from one string."""
    return frozenset(text.split())


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PASSWORD = vocabulary(
    "pass passwd password passwords passphrase passcode pwd pw passw userpass authpass psw contrasena passwort"
)
_SECRET = vocabulary(
    "secret secrets token tokens apikey apikeys credential credentials creds bearer authorization auth apitoken "
    "accesskey secretkey privatekey authkey pat jwt cookie accesstoken authtoken clientsecret dsn hmac salt"
)
_KEY = vocabulary("key keys api access private license licence signature sign webhook session")
# Names of things that look like chance and are public: what a value is called when it is no secret.
_PUBLIC = vocabulary(
    "encryption method algorithm algo scheme mode level status state id ids identifier hash hashes sha sha1 sha256 "
    "sha384 sha512 md5 crc checksum integrity digest commit rev revision version build name names url uri path file "
    "filename dir folder size count length limit max min type kind uuid guid trace span request etag image img "
    "pattern regex ref primary foreign sort partition cache label field column selector pair index accessor expires "
    "expiry expiration ttl usage used format parser class store manager handler helper error errors exception message "
    "msg title text description desc prompt placeholder hint required policy rule rules mapping list array public pub "
    "fingerprint thumbprint nonce address addr resolved template schema table model vocab tokenizer stop eos bos pad "
    "sequence seq position offset line mock example sample color colour style css html icon font locale lang msgid "
    "msgstr chksum sum digestvalue serial "
)


def words_of(name: str) -> list[str]:
    """Split a name at underscores, dashes, dots and capitals: `dbPassword_v2` is db, password, v, 2."""
    return [word.lower() for word in _WORD.findall(name)]


def naming_of(words: list[str]) -> Naming:
    """Say what a name calls its value."""
    found = set(words)
    if found & _PASSWORD:
        return "password"
    if found & _SECRET or ("key" in found and found & {"api", "access", "private", "secret", "auth", "service"}):
        return "secret"
    return "key" if found & _KEY else "none"


def is_public(words: list[str]) -> bool:
    """Say whether a name says that its value is no secret: `token_type`, `public_key`, `password_hash`."""
    return bool(words) and (words[-1] in _PUBLIC or words[0] in {"public", "pub"} or "public" in words)


@cache
def makers() -> frozenset[str]:
    """Read the names of makers, once."""
    lines = files("pilothouse.shield.secrets").joinpath("makers.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def maker_in(words: list[str]) -> str | None:
    """Return the first maker that a name holds, also where it is written as two words."""
    known = makers()
    joined = ("".join(pair) for pair in pairwise(words))
    return next((word for word in (*words, *joined) if word in known), None)
