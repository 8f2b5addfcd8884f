"""Train the model that tells secrets from what looks like them: `python -m scripts.train_secrets FOLDER…`.

Read the folders as a scanner would: every value in them that our rules stop at counts as no secret (code, lock files,
documents of published packages hold none that matter). Such values are rare, so more are made here: words under the
names of secrets, and random values under the names of what is public. The secrets are made too: random values of many
alphabets and lengths under many names, in the ways people write them down. No sample of a scanner's test set is read.

The bias is set so that of the values held out that are none (one file or line in four), `FALSE_SHARE` pass for secrets.
"""

import base64
import json
import random
import string
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from pilothouse.shield.detector import Text
from pilothouse.shield.detectors.secret_generic import is_for_model, secret_generic, sighting_of
from pilothouse.shield.letters import fold
from pilothouse.shield.rules.matcher import Matcher
from pilothouse.shield.secrets import likeness as model
from pilothouse.shield.secrets.naming import makers

FALSE_SHARE = 0.03
_TARGET = Path(model.__file__).with_name("likeness.json")
_KINDS = {".py", ".js", ".ts", ".json", ".yaml", ".yml", ".toml", ".lock", ".md", ".txt", ".rst", ".sh", ".cfg", ".ini"}
_MOST_FILES, _MOST_CHARS = 12_000, 60_000
_MADE = 12_000
_RIDGE = 1e-3
_STEMS = (
    "key",
    "secret",
    "token",
    "api_key",
    "apiKey",
    "API_KEY",
    "access_token",
    "SECRET_KEY",
    "client_secret",
    "auth_token",
)
_PUBLIC_NAMES = (
    "public_key", "publicKey", "key_id", "keyId", "tokenId", "secret_name", "token_hash", "api_key_version",
    "keyFingerprint", "auth_uri", "token_type", "UserSecretsId", "key_checksum", "APP_ID_KEY_ID", "tokenAddress",
    "public_token", "pubkey", "key_uuid", "secretRef", "credential_id", "auth_request_id", "authTraceId",
    "cacheKeyHash",
)  # fmt: skip
_LINES = (
    '{name} = "{value}"', "{name}={value}", "{name}: {value}", '"{name}": "{value}",', "{name} = '{value}'",
    "export {name}={value}", "os.environ['{name}'] = '{value}'", "{name} {value}",
    "--{name} {value}", '{name} := "{value}"',
    "https://api.test/v1?{name}={value}", "    {name}: '{value}'", "my {name} is {value}", "{name}-{value}",
)  # fmt: skip


def texts(folders: list[Path]) -> Iterator[tuple[str, str]]:
    """Yield file name and text of what people wrote, a random choice of it."""
    found = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in _KINDS and path.is_file())
    random.Random(7).shuffle(found)
    for path in islice(found, _MOST_FILES):
        yield str(path), path.read_text(errors="replace")[:_MOST_CHARS]


def learn_pairs(corpus: list[tuple[str, str]]) -> str:
    """Count letter pairs of words and return -ln p(second | first) in sixteenths of a nat, a character each."""
    counts: Counter[int] = Counter()
    for name, text in corpus:
        if not name.endswith((".lock", "lock.json", "lock.yaml")):
            for word in islice((word for word in text.split() if word.isalpha()), 400):
                counts.update(model.letter_pairs(word))
    table = np.array([counts[pair] for pair in range(26 * 26)], dtype=np.float64).reshape(26, 26) + 0.5
    nats = -np.log(table / table.sum(axis=1, keepdims=True))
    return "".join(chr(ord("!") + min(93, round(16 * value))) for value in nats.ravel())


def sightings(matcher: Matcher, value: str) -> Iterator[tuple[str, model.Sighting]]:
    """Yield what the generic detector would put before the model."""
    text = Text(value=value, folded=fold(value))
    for match in matcher.find(text).get(secret_generic.id, ()):
        read = sighting_of(text, match)
        if read is not None and is_for_model(*read):
            yield read[0].text, read[1]


def made_value(chance: random.Random) -> str:
    """Return a random value of one of the alphabets and lengths that makers use."""
    size = chance.choice((16, 20, 24, 26, 28, 30, 32, 32, 32, 36, 40, 40, 43, 44, 48, 50, 56, 64, 64, 80, 96))
    base62 = string.ascii_letters + string.digits
    alphabet = chance.choice(
        (base62, base62, base62 + "_-", base62 + "+/", string.ascii_lowercase + string.digits,
         string.ascii_uppercase + string.digits, "0123456789abcdef", "0123456789abcdef", "0123456789ABCDEF")
    )  # fmt: skip
    kind = chance.random()
    if kind < 0.08:
        return str(uuid.UUID(int=chance.getrandbits(128)))
    if kind < 0.14:
        return base64.b64encode(chance.randbytes(size * 3 // 4)).decode()
    value = "".join(chance.choices(alphabet, k=size))
    if kind < 0.24:
        return f"{chance.choice(('sk', 'pk', 'live', 'test', 'key', 'v1', 'api', 'tok'))}{chance.choice('_-.')}{value}"
    if kind < 0.30:
        return f"{value[: size // 2]}{chance.choice('.-_:')}{value[size // 2 :]}"
    if kind < 0.36:  # somebody's fixture: pieces of the alphabet and the digits
        pieces = (
            "abcdef",
            "1234567890",
            "ABCDEF",
            "0123456789",
            "abcd1234",
            "a1b2c3d4",
            "xyz987",
            "9876543210",
            "GHIJ",
        )
        return "".join(chance.choices(pieces, k=size // 6))[:size]
    return value


def made_lines(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield a line with a secret, and the secret."""
    names = sorted(makers())
    while True:
        stem = chance.choice(_STEMS)
        maker = chance.choice((*chance.choices(names, k=3), "".join(chance.choices(string.ascii_lowercase, k=7)), ""))
        joined = f"{maker}{chance.choice(('_', '-', ' ', '.')) if maker else ''}{stem}"
        name = joined.upper() if chance.random() < 0.4 else joined
        value = made_value(chance)
        yield chance.choice(_LINES).format(name=name, value=value), value


def benign_lines(chance: random.Random, words: list[str]) -> Iterator[str]:
    """Yield a line that our rules stop at and that holds no secret."""
    while True:
        kind = chance.random()
        if kind < 0.4:
            name, value = chance.choice(_PUBLIC_NAMES), made_value(chance)
        elif kind < 0.5:  # moments and counters, such as the token of a next page
            name, value = chance.choice(_STEMS), str(chance.randrange(10**12, 10**16))
        else:
            name = f"{chance.choice(('', 'app_', 'the_', 'schema', 'my'))}{chance.choice(_STEMS)}"
            pieces = [
                *chance.choices(words, k=chance.randint(2, 5)),
                *chance.choices(("", "v2", "1", "32", "2024", "2024-09-01"), k=1),
            ]
            joint = chance.choice("_-. /:")
            value = joint.strip().join(each.capitalize() if joint == " " else each for each in pieces if each)
        yield chance.choice(_LINES).format(name=name, value=value)


def fit(rows: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Fit a logistic regression by Newton's method; both labels weigh the same. Rows: float64, (n, features)."""
    design = np.hstack([np.ones((len(rows), 1)), rows])
    balance = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    weights = np.zeros(design.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (balance * (chance - labels)) / len(rows) + _RIDGE * weights
        curve = (design * (balance * chance * (1 - chance))[:, None]).T @ design / len(rows)
        weights -= np.linalg.solve(curve + _RIDGE * np.eye(len(weights)), gradient)
    return float(weights[0]), weights[1:]


def main(names: list[str]) -> int:
    """Train, print how it went, and write likeness.json."""
    corpus = list(texts([Path(name) for name in names]))
    blank = dict.fromkeys(model.FEATURES, 0.0)
    write(learn_pairs(corpus), 0.0, blank)
    matcher = Matcher([secret_generic])
    chance = random.Random(11)
    benign = [(place % 4 == 0, seen) for place, (_, text) in enumerate(corpus) for _, seen in sightings(matcher, text)]
    words = sorted(
        {word.lower() for _, text in corpus[:200] for word in text.split() if word.isalpha() and len(word) > 2}
    )
    public = [
        (place % 4 == 0, seen)
        for place, line in enumerate(islice(benign_lines(chance, words), _MADE))
        for _, seen in sightings(matcher, line)
    ]
    print(f"{len(corpus)} files, {len(benign)} values in them, {len(public)} made that are none")
    benign += public
    made = [
        (place % 4 == 0, seen)
        for place, (line, secret) in enumerate(islice(made_lines(chance), _MADE))
        for value, seen in sightings(matcher, line)
        if value in secret or secret in value
    ]
    rows = np.array([model.features(seen) for _, seen in benign + made], dtype=np.float64)
    labels = np.array([0] * len(benign) + [1] * len(made))
    held_out = np.array([each for each, _ in benign + made])
    bias, weights = fit(rows[~held_out], labels[~held_out])
    scores = rows @ weights + bias
    unseen_benign = np.sort(scores[held_out & (labels == 0)])
    bias -= float(unseen_benign[int(len(unseen_benign) * (1 - FALSE_SHARE))])
    recall = float((rows[held_out & (labels == 1)] @ weights + bias > 0).mean())
    print(f"recall {recall:.3f} at {FALSE_SHARE:.1%} false, both held out")
    write(learn_pairs(corpus), bias, dict(zip(model.FEATURES, map(float, weights), strict=True)))
    return 0


def write(pairs: str, bias: float, weights: dict[str, float]) -> None:
    """Write the model where the package reads it."""
    rounded = {name: round(weight, 3) for name, weight in weights.items()}
    text = json.dumps({"pairs": pairs, "common": 3.0, "bias": round(bias, 3), "weights": rounded}, indent=1)
    _TARGET.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
