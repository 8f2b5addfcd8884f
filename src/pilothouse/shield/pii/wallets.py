"""Addresses of crypto currencies, by the checksum that is part of them."""

import hashlib

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_CHECKS = {1, 0x2BC830A3}  # bech32, and bech32m of taproot
_WORD = (1 << 64) - 1
_RATE_BYTES = 136  # of Keccak-256


def is_base58check(address: str) -> bool:
    """Check 21 bytes and the first four of their double SHA-256. Source: Bitcoin wiki, Base58Check encoding."""
    number = 0
    for letter in address:
        number = number * 58 + _BASE58.index(letter)
    try:
        data = number.to_bytes(25, "big")
    except OverflowError:
        return False
    return hashlib.sha256(hashlib.sha256(data[:21]).digest()).digest()[:4] == data[21:]


def is_bech32(address: str) -> bool:
    """Check the six characters at the end. Source: BIP 173 and BIP 350."""
    prefix, _, data = address.lower().rpartition("1")
    values = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    values += [_BECH32.index(letter) for letter in data]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, step in enumerate(_BECH32_STEPS):
            check ^= step if top >> bit & 1 else 0
    return check in _BECH32_CHECKS


def is_ethereum(address: str) -> bool:
    """Check that the case of each letter follows the hash of the address. Source: EIP-55."""
    digits = address.removeprefix("0x")
    turned = keccak256(digits.lower().encode()).hex()
    return all(
        letter.isdigit() or letter.isupper() == (int(nibble, 16) >= 8)
        for letter, nibble in zip(digits, turned, strict=False)
    )


def keccak256(data: bytes) -> bytes:
    """Return the hash that Ethereum uses: Keccak before NIST changed its padding, so no `hashlib.sha3_256`.

    Source: G. Bertoni, J. Daemen, M. Peeters, G. Van Assche, "The Keccak reference", version 3.0.
    """
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % _RATE_BYTES))
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE_BYTES):
        block = padded[start : start + _RATE_BYTES]
        for lane in range(_RATE_BYTES // 8):
            lanes[lane] ^= int.from_bytes(block[8 * lane : 8 * lane + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _permuted(lanes: list[int]) -> list[int]:
    """Do the 24 rounds of Keccak-f[1600]; lane x, y is at x + 5y."""
    register = 1
    for _ in range(24):
        columns = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        turns = [columns[(x - 1) % 5] ^ _turned(columns[(x + 1) % 5], 1) for x in range(5)]
        lanes = [lane ^ turns[place % 5] for place, lane in enumerate(lanes)]
        x, y, current = 1, 0, lanes[1]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, lanes[x + 5 * y] = lanes[x + 5 * y], _turned(current, (step + 1) * (step + 2) // 2 % 64)
        rows = [lanes[5 * y : 5 * y + 5] for y in range(5)]
        lanes = [row[x] ^ (~row[(x + 1) % 5] & _WORD & row[(x + 2) % 5]) for row in rows for x in range(5)]
        for bit in range(7):
            register = (register << 1 ^ (register >> 7) * 0x71) % 256
            if register & 2:
                lanes[0] ^= 1 << ((1 << bit) - 1)
    return lanes


def _turned(lane: int, count: int) -> int:
    return (lane << count | lane >> (64 - count)) & _WORD if count else lane
