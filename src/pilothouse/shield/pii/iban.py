"""International bank account numbers: their length by country, and their check."""

from pilothouse.shield.pii.checksums import mod97

# Characters by country. Source: SWIFT, IBAN registry.
_LENGTHS = {
    code: size
    for size, codes in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC",
        33: "RU",
    }.items()
    for code in codes.split()
}  # fmt: skip


def is_iban(text: str) -> bool:
    """Check a number without its spaces: length of its country, and MOD 97-10 with the first four moved to the end."""
    return _LENGTHS.get(text[:2]) == len(text) and mod97(text[4:] + text[:4])
