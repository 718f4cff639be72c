"""Forgeries: a genuine token spoilt in many ways, and tokens that were signed with everything but the right key."""

import hashlib
import random
import string
from collections.abc import Callable, Iterator

from itsdangerous import Signer, URLSafeTimedSerializer

from portal.config import settings
from portal.subkeys import subkey

FOREIGN_KEY = "a-key-that-the-forger-made-0123456789-abcdef"
SALTS = ("link", "sign-in", "sign-in-code", "forms", "cookie-session", "itsdangerous.Signer", "audit", "")
DERIVATIONS = ("hmac", "concat", "django-concat", "none")
DIGESTS = (hashlib.sha1, hashlib.sha256, hashlib.sha512)
LETTERS = string.ascii_letters + string.digits + "-_."

Forge = Callable[[random.Random, str], str]


def cut(chance: random.Random, text: str) -> str:
    begin, end = sorted(chance.sample(range(len(text) + 1), 2))
    return chance.choice((text[:begin], text[end:], text[begin:end], text[:begin] + text[end:]))


def flip_bit(chance: random.Random, text: str) -> str:
    place = chance.randrange(len(text))
    return text[:place] + chr(ord(text[place]) ^ (1 << chance.randrange(8))) + text[place + 1 :]


def change(chance: random.Random, text: str) -> str:
    letters = list(text)
    for place in chance.sample(range(len(letters)), min(len(letters), chance.randint(1, 4))):
        letters[place] = chance.choice(LETTERS)
    return "".join(letters)


def swap(chance: random.Random, text: str) -> str:
    one, other = sorted(chance.sample(range(len(text)), 2))
    return text[:one] + text[other] + text[one + 1 : other] + text[one] + text[other + 1 :]


def add(chance: random.Random, text: str) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + "".join(chance.choices(LETTERS, k=chance.randint(1, 8))) + text[place:]


def case(chance: random.Random, text: str) -> str:
    return chance.choice((text.upper(), text.lower(), text.swapcase(), text.title()))


def unsigned(chance: random.Random, text: str) -> str:
    words = text.rpartition(".")[0] or text
    return words + chance.choice(("", ".", "..", ".none", "." + "A" * 43, "." + "A" * 27, ".AA"))


def renumbered(chance: random.Random, text: str) -> str:
    """Another kind, id or generation under the old signature."""
    words, _dot, signature = text.rpartition(".")
    parts = (words or text).split(".")
    place = chance.randrange(len(parts))
    parts[place] = chance.choice(("link", "sign-in", "0", "2", "-1", "A" * 22, "", parts[place] + "0", parts[0]))
    return ".".join([*parts, signature])


def by_chance(chance: random.Random, text: str) -> str:
    return "".join(chance.choices(LETTERS, k=len(text)))


def signed_anew(chance: random.Random, text: str) -> str:
    """The same words under a signature by another key, for another purpose, or by other rules."""
    words, purpose = text.rpartition(".")[0] or text, chance.choice(SALTS)
    secret = settings().secret_keys[-1]
    key = chance.choice((FOREIGN_KEY, "", subkey(FOREIGN_KEY, purpose), subkey(secret, f"not {purpose}"), words))
    salt = chance.choice((f"onward.{purpose}", purpose))
    rules = {"key_derivation": chance.choice(DERIVATIONS), "digest_method": chance.choice(DIGESTS)}
    if chance.random() < 0.2:
        return str(URLSafeTimedSerializer(key, salt=salt, signer_kwargs=rules).dumps(words))
    return Signer(key, salt=salt, sep=".", **rules).sign(words).decode()


def with_a_key_for_something_else(chance: random.Random, text: str) -> str:
    """As if a signature for one purpose had been got by somebody who may have it: never the purpose of the words."""
    words = text.rpartition(".")[0] or text
    own = words.split(".")[0]
    purpose = chance.choice([salt for salt in SALTS if salt not in (own, "forms", "cookie-session")])
    key = subkey(settings().secret_keys[-1], purpose)
    return (
        Signer(key, salt=f"onward.{purpose}", sep=".", key_derivation="hmac", digest_method=hashlib.sha256)
        .sign(words)
        .decode()
    )


WAYS: tuple[Forge, ...] = (
    cut,
    flip_bit,
    change,
    swap,
    add,
    case,
    unsigned,
    renumbered,
    by_chance,
    signed_anew,
    with_a_key_for_something_else,
)


def forgeries(genuine: str, number: int, seed: int) -> Iterator[tuple[str, str]]:
    """So many of them, each way in turn: its name and what it made."""
    chance = random.Random(seed)
    for turn in range(number):
        way = WAYS[turn % len(WAYS)]
        yield way.__name__, way(chance, genuine)
