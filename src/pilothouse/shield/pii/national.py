"""Numbers that states give their people: how each is written and how it is checked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pilothouse.shield.pii.checksums import luhn, mod11_2, mod11_10, verhoeff, weighted

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_ODD_VALUES = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16,
         10, 22, 25, 24, 23),
        strict=True,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NationalId:
    """One kind of number.

    Attributes:
        pattern: in the dialect of rules.
        check: of the number without separators, in capitals.
        words: one of them stands within sixty characters before; () where form and check are enough.
    """

    country: str
    title: str
    pattern: str
    check: Callable[[str], bool]
    words: tuple[str, ...] = ()


def compact(number: str) -> str:
    """Return a number without its separators, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def is_date(year: int, month: int, day: int) -> bool:
    """Say whether a day exists."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def us_ssn(digits: str) -> bool:
    """Check the ranges that are never issued; there is no check digit. Source: SSA, POMS RM 10201.035."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    issued = area not in {"000", "666"} and area[0] != "9" and group != "00" and serial != "0000"
    return issued and digits not in {"078051120", "219099999", "123456789"} and len(set(digits)) > 1


def uk_nino(text: str) -> bool:
    """Check the prefixes that are never issued. Source: HMRC, NIM39110."""
    return (
        text[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
        and text[0] not in "DFIQUV"
        and text[1] not in "DFIOQUV"
    )


def uk_nhs(digits: str) -> bool:
    """Check modulo 11 by weights 10 to 2. Source: NHS Data Dictionary, NHS Number."""
    check = 11 - weighted(digits, (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return check != 10 and check % 11 == int(digits[-1])


def german_tax_id(digits: str) -> bool:
    """Check the digit and that one digit, and only one, stands twice or thrice. Source: BZSt, IdNr."""
    repeated = [digits[:10].count(digit) for digit in set(digits[:10])]
    return digits[0] != "0" and mod11_10(digits) and sum(count > 1 for count in repeated) == 1 and max(repeated) <= 3


def french_nir(text: str) -> bool:
    """Check the key of two digits; Corsica counts as 19 and 18. Source: INSEE, NIR."""
    number = text[:13].replace("2A", "19").replace("2B", "18")
    return number.isdigit() and 97 - int(number) % 97 == int(text[13:])


def spanish_dni(text: str) -> bool:
    """Check the letter; X, Y and Z begin a foreigner's number. Source: Ministerio del Interior, DNI."""
    number = text[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdigit() and _DNI_LETTERS[int(number) % 23] == text[-1]


def italian_code(text: str) -> bool:
    """Check the letter of a codice fiscale. Source: Decreto ministeriale 23 December 1976."""
    total = sum(_ODD_VALUES[letter] for letter in text[:15:2])
    total += sum(int(letter) if letter.isdigit() else ord(letter) - 65 for letter in text[1:15:2])
    return chr(65 + total % 26) == text[15]


def dutch_bsn(digits: str) -> bool:
    """Check modulo 11; the last digit counts minus one. Source: Rijksdienst voor Identiteitsgegevens, BSN."""
    return digits.strip("0") != "" and weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def belgian_number(digits: str) -> bool:
    """Check 97 minus the rest; from 2000 on a 2 stands before. Source: IBZ, Rijksregister."""
    check = int(digits[9:])
    return any(97 - int(begin + digits[:9]) % 97 == check for begin in ("", "2")) and int(digits[2:4]) <= 12


def polish_pesel(digits: str) -> bool:
    """Check modulo 10, and the date. Source: Ministerstwo Cyfryzacji, PESEL."""
    century = {0: 1900, 1: 2000, 2: 2100, 4: 1800}.get(int(digits[2]) // 2, 2200)
    is_born = is_date(century + int(digits[:2]), int(digits[2:4]) % 20, int(digits[4:6]))
    return is_born and weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def swedish_number(digits: str) -> bool:
    """Check the last ten digits, and the date. Source: Skatteverket, personnummer."""
    ten = digits[-10:]
    return luhn(ten) and is_date(2000 + int(ten[:2]), int(ten[2:4]), int(ten[4:6]) % 60)


def finnish_code(text: str) -> bool:
    """Check the letter of date and serial. Source: Digi- ja väestötietovirasto, henkilötunnus."""
    number = text[:6] + text[-4:-1]
    return (
        number.isdigit()
        and _HETU_LETTERS[int(number) % 31] == text[-1]
        and is_date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))
    )


def norwegian_number(digits: str) -> bool:
    """Check both digits modulo 11. Source: Skatteetaten, fødselsnummer."""
    first = weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    return first == 0 and weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def portuguese_nif(digits: str) -> bool:
    """Check modulo 11. Source: Autoridade Tributária, NIF."""
    check = 11 - weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return (check if check < 10 else 0) == int(digits[8]) and digits[0] in "1235689"


def brazilian_cpf(digits: str) -> bool:
    """Check both digits modulo 11. Source: Receita Federal, CPF."""
    if len(set(digits)) == 1:
        return False
    first = weighted(digits[:9], tuple(range(10, 1, -1))) * 10 % 11 % 10
    second = weighted(digits[:10], tuple(range(11, 1, -1))) * 10 % 11 % 10
    return digits[9:] == f"{first}{second}"


def chinese_number(text: str) -> bool:
    """Check the last place, and the date. Source: GB 11643-1999."""
    return mod11_2(text) and is_date(int(text[6:10]), int(text[10:12]), int(text[12:14]))


def australian_tfn(digits: str) -> bool:
    """Check modulo 11. Source: Australian Taxation Office, TFN."""
    return weighted(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def canadian_sin(digits: str) -> bool:
    """Check by Luhn; 0 and 8 begin none. Source: Service Canada, SIN."""
    return digits[0] not in "08" and luhn(digits)


def aadhaar(digits: str) -> bool:
    """Check by Verhoeff; 0 and 1 begin none. Source: UIDAI."""
    return digits[0] not in "01" and len(set(digits)) > 2 and verhoeff(digits)


NATIONAL_IDS = (
    NationalId("US", "a US social security number", r"\b\d{3}-\d{2}-\d{4}\b", us_ssn),
    NationalId("US", "a US social security number", r"\b\d{3} ?\d{2} ?\d{4}\b", us_ssn, ("ssn", "social security")),
    NationalId("GB", "a UK national insurance number", r"\b[A-Z]{2} \d{2} \d{2} \d{2} [A-D]\b", uk_nino),
    NationalId("GB", "a UK national insurance number",
               r"\b[A-Z]{2}\d{6}[A-D]\b", uk_nino, ("national insurance", "nino", "ni n")),
    NationalId("GB", "an NHS number", r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", uk_nhs, ("nhs",)),
    NationalId("DE", "a German tax number",
               r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b", german_tax_id, ("steuer", "idnr", "tin", "tax id")),
    NationalId("FR", "a French social security number",
               r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b", french_nir),
    NationalId("ES", "a Spanish identity number", r"\b(?:\d{8}|[XYZ]\d{7})[ -]?[A-HJ-NP-TV-Z]\b", spanish_dni),
    NationalId("IT", "an Italian tax code", r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b", italian_code),
    NationalId("NL", "a Dutch citizen's number", r"\b\d{9}\b", dutch_bsn, ("bsn", "burgerservice", "sofi")),
    NationalId("BE", "a Belgian national number", r"\b\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}\b", belgian_number),
    NationalId("BE", "a Belgian national number",
               r"\b\d{11}\b", belgian_number, ("rijksregister", "registre national", "niss", "insz")),
    NationalId("PL", "a Polish PESEL", r"\b\d{11}\b", polish_pesel, ("pesel",)),
    NationalId("SE", "a Swedish personal number", r"\b(?:19|20)?\d{6}[-+]\d{4}\b", swedish_number),
    NationalId("SE", "a Swedish personal number",
               r"\b(?:19|20)?\d{10}\b", swedish_number, ("personnummer", "personnr")),
    NationalId("FI", "a Finnish personal code", r"\b\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y]\b", finnish_code),
    NationalId("NO", "a Norwegian birth number",
               r"\b\d{6} ?\d{5}\b", norwegian_number, ("fødsel", "fodsels", "personnummer")),
    NationalId("PT", "a Portuguese tax number", r"\b\d{3} ?\d{3} ?\d{3}\b", portuguese_nif, ("nif", "contribuinte")),
    NationalId("BR", "a Brazilian CPF", r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b", brazilian_cpf),
    NationalId("BR", "a Brazilian CPF", r"\b\d{11}\b", brazilian_cpf, ("cpf",)),
    NationalId("CN", "a Chinese resident number",
               r"\b[1-8]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[0-9Xx]\b", chinese_number),
    NationalId("AU", "an Australian tax file number",
               r"\b\d{3} ?\d{3} ?\d{3}\b", australian_tfn, ("tfn", "tax file")),
    NationalId("CA", "a Canadian social insurance number",
               r"\b\d{3}[ -]?\d{3}[ -]?\d{3}\b", canadian_sin, ("sin", "social insurance", "nas")),
    NationalId("IN", "an Aadhaar number", r"\b[2-9]\d{3}[ -]\d{4}[ -]\d{4}\b", aadhaar),
    NationalId("IN", "an Aadhaar number", r"\b[2-9]\d{11}\b", aadhaar, ("aadhaar", "aadhar", "uidai")),
    NationalId("IN", "an Indian permanent account number",
               r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b", lambda _: True, ("pan", "permanent account")),
)  # fmt: skip
