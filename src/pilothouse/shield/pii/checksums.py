"""Check digits of numbers that people carry. Each takes digits (and capitals) without separators."""

import string

_VERHOEFF_TIMES = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_TURNS = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip
_VALUES = {letter: str(number) for number, letter in enumerate(string.digits + string.ascii_uppercase)}


def luhn(digits: str) -> bool:
    """Check by doubling every second digit from the right. Source: ISO/IEC 7812-1, annex B."""
    total = sum(int(digit) for digit in digits[-1::-2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return total % 10 == 0


def mod97(text: str) -> bool:
    """Check that letters read as 10 to 35 make a number that leaves 1 by 97. Source: ISO/IEC 7064, MOD 97-10."""
    return int("".join(_VALUES[letter] for letter in text)) % 97 == 1


def mod11_10(digits: str) -> bool:
    """Check by products of 10 modulo 11, as the German tax number does. Source: ISO/IEC 7064, MOD 11,10."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def mod11_2(text: str) -> bool:
    """Check as the Chinese resident number does; the last may be X. Source: ISO/IEC 7064, MOD 11-2; GB 11643."""
    total = 0
    for digit in text[:-1]:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11] == text[-1]


def verhoeff(digits: str) -> bool:
    """Check by the dihedral group D5, as the Indian Aadhaar does. Source: J. Verhoeff, 1969."""
    state = 0
    for place, digit in enumerate(reversed(digits)):
        turned = int(_VERHOEFF_TURNS[place % 8][int(digit)])
        state = int(_VERHOEFF_TIMES[state][turned])
    return state == 0


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    """Return the sum of digits times weights, as far as both go."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def mrz(line: str) -> int:
    """Return the check digit of a field of a machine-readable zone. Source: ICAO Doc 9303, part 3, 4.9."""
    values = (0 if letter == "<" else int(_VALUES[letter]) for letter in line)
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10
