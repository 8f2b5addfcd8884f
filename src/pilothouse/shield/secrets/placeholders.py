"""What stands where a secret would: words for people to replace, templates, published examples."""

import re

from pilothouse.shield.secrets.chance import longest_order, sameness

# Words that say "put yours here", as whole words between anything that is no letter.
_WORDS = re.compile(
    r"(?<![a-z])(?:your|my|insert|replace|change|enter|put|add|set|paste|todo|fixme|example|examples|sample|dummy|fake"
    r"|placeholder|redacted|removed|hidden|masked|censored|invalid|none|null|undefined|empty|nil|xxx+|yyy+|zzz+|foo"
    r"|foobar|bar|baz|lorem|ipsum|here|goes|choose|something|anything|whatever|changeme|changeit|notasecret|short|secret"
    r"|secrets|password|passwd|token|tokens|apikey|username|user|value|string|default|env|test|tests|testing|key|the)"
    r"(?![a-z])"
)
_STRONG = re.compile(
    r"your[_-]?\w|example|change[_-]?(?:me|it|this)|placeholder|redacted|insert[_-]|replace[_-]|put[_-]your|dummy"
    r"|xxxx|to[_-]?be[_-]|not[_-]?a[_-]?(?:real|secret|key|password)|[_-]here\b|\bhere[_-]"
)
_TEMPLATE = re.compile(
    r"\$\{|\$\(|\{\{|\{%|<%|<[A-Za-z$ _]|(?:^|[/:@=])\$[A-Za-z_]|^%[A-Za-z_]+%?$|%s|%\(|\{[a-z_.]*\}|^\[[^\]]*\]?$|^<"
    r"|\.\.\.|…|\*{3}|•"
)
_MADE_UP_ORDER = 20  # letters in the order of the alphabet: nobody's key
_MOST_SAME = 1 / 3  # share of a value in runs of one letter


def is_template(value: str) -> bool:
    """Say whether a program or a person fills this in later: `${VAR}`, `{{ x }}`, `<key>`, `$NAME`, `***`."""
    return _TEMPLATE.search(value) is not None


def is_placeholder(value: str) -> bool:
    """Say whether a value is there to be replaced. A value of random letters that holds a short word is not."""
    folded = value.lower()
    if not folded.strip("x-_.*0#?"):
        return True
    if is_template(value) or sameness(value) >= _MOST_SAME or _STRONG.search(folded):
        return True
    left = _WORDS.sub("", folded)
    letters = sum(map(str.isalnum, left))
    return letters <= len(folded) // 4 and letters < 8


def is_made_up(value: str) -> bool:
    """Say whether a value of a key's form was typed along the alphabet or holds the word EXAMPLE, as in manuals.

    Zeros in base64 are runs of `A`, which real keys have.
    """
    without_zeros = value.replace("A", "")
    return (
        longest_order(value) >= _MADE_UP_ORDER
        or sameness(without_zeros) >= _MOST_SAME
        or _STRONG.search(value.lower()) is not None
    )
