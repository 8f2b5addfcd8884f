"""Words that well-known passwords are made of. A small list, checked offline."""

import re
from itertools import pairwise

# Told from the lists that are published after breaches: what people really choose, without digits around it.
_WORDS = """
    password passwort passwd motdepasse contrasena senha parola letmein welcome willkommen bienvenue changeme default
    secret admin administrator root user guest test testing demo sample login access master superuser superman batman
    spiderman pokemon starwars trustno monkey dragon tiger lion princess sunshine flower butterfly iloveyou loveyou
    lovely forever football baseball basketball soccer hockey liverpool chelsea arsenal barcelona realmadrid ferrari
    mustang harley michael jordan jennifer jessica ashley charlie daniel thomas andrew matthew nicole hunter ranger
    killer shadow cheese chocolate cookie computer internet google facebook microsoft apple samsung android windows
    whatever freedom summer winter spring autumn january february monday friday qwerty qwertz azerty qwertyuiop
    asdfghjkl asdfgh zxcvbnm qazwsx qwe asd zxc abc abcd abcdef pass word hello hallo bonjour pilothouse
""".split()  # noqa: SIM905  # a hundred quoted words would hide the words
_ANY_WORD = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_LOOKALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_NOT_LETTERS = re.compile(r"[^a-z]+")
_AROUND = re.compile(r"^[^a-z]+|[^a-z]+$")
_FEWEST_DIFFERENT = 5


def is_common(password: str) -> bool:
    """Tell whether a password is what an attacker tries first.

    That is: well-known words and nothing but digits and signs around them ("Passw0rd2024!!"), only few different
    characters ("aaaaaaaabbbb"), or neighbours in a row ("123456789012", "abcdefghijkl").
    """
    lowered = password.lower()
    return len(set(lowered)) < _FEWEST_DIFFERENT or _is_run(lowered) or _is_made_of_words(lowered)


def _is_made_of_words(lowered: str) -> bool:
    plain = _AROUND.sub(
        "", lowered
    )  # without the digits and signs around the letters; those between may stand for some
    spellings = (_NOT_LETTERS.sub("", text) for text in (plain, plain.translate(_LOOKALIKES)))
    return any(spelling and not _ANY_WORD.sub("", spelling) for spelling in spellings)


def _is_run(lowered: str) -> bool:
    """Tell whether each character is the neighbour of the one before; 9 and 0 are neighbours too."""
    steps = {(ord(after) - ord(before)) for before, after in pairwise(lowered)}
    return steps <= {1, -9} or steps <= {-1, 9}
