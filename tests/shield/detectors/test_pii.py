"""Personal data: what is found, and what looks like it in code, documents and tables."""

import pytest

from pilothouse.shield.detectors import (
    pii_email,
    pii_national_id,
    pii_network,
    pii_payment,
    pii_person,
    pii_phone,
    pii_wallet,
)
from pilothouse.shield.scanner import Scanner
from tests.shield.made import found_by

ALL = (
    pii_email.pii_email, pii_phone.pii_phone, pii_payment.pii_card, pii_payment.pii_iban,
    pii_national_id.pii_national_id, pii_network.pii_ip, pii_wallet.pii_crypto_address, pii_person.pii_birth_date,
    pii_person.pii_passport, pii_person.pii_passport_zone, pii_person.pii_address, pii_person.pii_name,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "detector", "value"),
    [
        ("mail anna.berg@firma-gmbh.de, please", "pii_email", "anna.berg@firma-gmbh.de"),
        ("<j.o'neil+x@mail.co.uk>", "pii_email", "j.o'neil+x@mail.co.uk"),
        ("mailto:a@b.io", "pii_email", "a@b.io"),
        ("call +49 30 1234567 today", "pii_phone", "+49 30 1234567"),
        ("+1 (415) 555-2671", "pii_phone", "+1 (415) 555-2671"),
        ("ring (212) 555-0187.", "pii_phone", "(212) 555-0187"),
        ("Telefon: 030 12345678", "pii_phone", "030 12345678"),
        ("card 4242 4242 4242 4242, exp 12/27", "pii_card", "4242 4242 4242 4242"),
        ("paid with 5555555555554444", "pii_card", "5555555555554444"),
        ("卡号4242424242424242", "pii_card", "4242424242424242"),
        ("paid by card.4242424242424242", "pii_card", "4242424242424242"),
        ("3782 822463 10005", "pii_card", "3782 822463 10005"),
        ("to DE89 3704 0044 0532 0130 00 PLEASE", "pii_iban", "DE89 3704 0044 0532 0130 00"),
        ("GB29NWBK60161331926819", "pii_iban", "GB29NWBK60161331926819"),
        ("my number is 536-22-8765", "pii_national_id", "536-22-8765"),
        ("SSN: 536228765", "pii_national_id", "536228765"),
        ("NINO AB123456C", "pii_national_id", "AB123456C"),
        ("codice RSSMRA85T10A562S", "pii_national_id", "RSSMRA85T10A562S"),
        ("PESEL 44051401359", "pii_national_id", "44051401359"),
        ("CPF 529.982.247-25", "pii_national_id", "529.982.247-25"),
        ("11010519491231002X", "pii_national_id", "11010519491231002X"),
        ("Fødselsnummer: 01010750160", "pii_national_id", "01010750160"),
        ("she was born on 12 March 1984 in", "pii_birth_date", "12 March 1984"),
        ("DOB: 03/12/1984", "pii_birth_date", "03/12/1984"),
        ("geboren am 12.03.1984", "pii_birth_date", "12.03.1984"),
        ("Passport No: C01X00T47", "pii_passport", "C01X00T47"),
        ("I live at 221 Baker Street, London", "pii_address", "221 Baker Street"),
        ("Hauptstraße 12, 10115 Berlin", "pii_address", "Hauptstraße 12, 10115 Berlin"),
        ("12 rue de la Paix, Paris", "pii_address", "12 rue de la Paix"),
        ("pay bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "pii_crypto_address",
         "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        ("Hi, my name is John Smith and", "pii_name", "John Smith"),
        ("Dear Mrs. Anna Keller,", "pii_name", "Anna Keller"),
    ],
)  # fmt: skip
def test_finds_a_persons(text: str, detector: str, value: str) -> None:
    assert (detector, value) in [(each.detector, text[each.start : each.end]) for each in found_by(text, *ALL)]


def test_finds_the_foot_of_a_passport() -> None:
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert [each.detector for each in found_by(zone, *ALL)] == ["pii_passport_zone"]
    assert not found_by(zone.replace("7408122", "7408123"), *ALL)


@pytest.mark.parametrize(
    "text",
    [
        "order 4012888888881882 shipped", "version 10.4.3.2 of 2024-01-12 10:22:33.123456", "at 1700000000123 ms",
        "git@github.com:a/b.git", "npm i @angular/core@1.2.3", "<img src=user@2x.png>", "id 1234567890123456",
        "123e4567-e89b-12d3-a456-426614174000", "ISBN 978-3-16-148410-0", "pi = 3.14159265358979",
        "diff +1 -1 +100 -200", "at 192.168.0.1", "x = 536-22-87651", "1Z999AA10123456784", "@pytest.fixture",
        "https://user:pw@host.com/x", "1.234.567,89", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "Name: Build Pipeline", "12 Things You Drive", "2023 The Way", "12345678901", "0000000000000000",
        "1.2.840.113549.1.1.11", "ports 8080-8090-9000", "born in 1984", "part AB123456C", "no-reply@shop.io",
        "my name is not important", "passport number: required", "Dr. Who", "1111 2222 3333 4445",
        "share 0.4242424242424242 of it", "[3.4242424242424242e-05, -7.4242424242424242]", "id 17-4242424242424242",
        "float 4242424242424242.5", "snowflake 1234567890123456789", "a = b@c.d(e)",
    ],
)  # fmt: skip
def test_passes_over_numbers_of_other_kinds(text: str) -> None:
    assert not found_by(text, *ALL)


def test_addresses_of_machines_are_told_only_to_who_asks() -> None:
    scanner = Scanner([pii_network.pii_ip], layers=())
    assert scanner.scan("from 8.8.8.8").is_clean
    (finding,) = scanner.scan("from 8.8.8.8 and 10.0.0.1", least_confidence=0.3).findings
    assert finding.evidence == "8.8.8.8"


def test_numbers_that_open_doors_are_masked() -> None:
    (finding,) = found_by("card 4242 4242 4242 4242", *ALL)
    assert "4242 4242 4242 4242" not in finding.evidence
