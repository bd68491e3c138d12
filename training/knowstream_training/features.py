"""Tokens and hashed features: the contract that the Java side implements with the same arithmetic.

Every rule works on Unicode code points and on general categories that exist since Unicode 13, so that Python and Java
agree whatever Unicode version each carries.
"""

from functools import lru_cache
import unicodedata

import numpy as np

MAX_TOKEN = 40
CHARS = 16
CHAR_IDS = 256
BUCKETS = {"word": 65536, "prefix3": 8192, "suffix3": 8192, "suffix2": 4096, "shape": 2048}
_EXTRA_SPACE = frozenset("\t\n\v\f\r\x85")


@lru_cache(maxsize=None)
def _kind(char):
    """'w' for a word code point, ' ' for what is never part of a token, '.' for a token of its own."""
    category = unicodedata.category(char)
    if category[0] in "LMN":
        return "w"
    if category[0] == "Z" or category in ("Cc", "Cf") or char in _EXTRA_SPACE:
        return " "
    return "."


def tokenize(text):
    """Spans (start, end) of the tokens, in code points, end exclusive."""
    spans = []
    start = None
    for i, char in enumerate(text):
        kind = _kind(char)
        if kind == "w":
            if start is None:
                start = i
            elif i - start == MAX_TOKEN:
                spans.append((start, i))
                start = i
            continue
        if start is not None:
            spans.append((start, i))
            start = None
        if kind == ".":
            spans.append((i, i + 1))
    if start is not None:
        spans.append((start, len(text)))
    return spans


def hash32(string):
    """FNV-1a over UTF-8, finished with murmur3's fmix32; unsigned."""
    h = 0x811C9DC5
    for byte in string.encode("utf-8", "surrogatepass"):
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & 0xFFFFFFFF
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


def lower(token):
    """Simple lower case, code point by code point: of a special mapping (U+0130) only the first code point counts."""
    return "".join(char.lower()[0] for char in token)


def fold_digits(string):
    """Every decimal digit becomes '0'."""
    return "".join("0" if unicodedata.category(char) == "Nd" else char for char in string)


def shape(token):
    """Case pattern: X upper, x other letters, d numbers, marks dropped, runs cut to two."""
    symbols = []
    for char in token:
        category = unicodedata.category(char)
        if category in ("Lu", "Lt"):
            symbol = "X"
        elif category[0] == "L":
            symbol = "x"
        elif category[0] == "N":
            symbol = "d"
        elif category[0] == "M":
            continue
        else:
            symbol = char
        if symbols[-2:] != [symbol, symbol]:
            symbols.append(symbol)
    return "".join(symbols)


@lru_cache(maxsize=1 << 20)
def word_id(token):
    """Bucket of the word, the index that word vectors are trained under."""
    return hash32("w:" + fold_digits(lower(token))) % BUCKETS["word"]


@lru_cache(maxsize=1 << 19)
def token_features(token):
    """The five feature ids and the sixteen character ids of one token."""
    low = lower(token)
    folded = fold_digits(low)
    features = (
        word_id(token),
        hash32("p:" + folded[:3]) % BUCKETS["prefix3"],
        hash32("s:" + folded[-3:]) % BUCKETS["suffix3"],
        hash32("t:" + low[-2:]) % BUCKETS["suffix2"],
        hash32("h:" + shape(token)) % BUCKETS["shape"],
    )
    kept = token if len(token) <= CHARS else token[: CHARS // 2] + token[-CHARS // 2 :]
    chars = [ord(c) if 1 <= ord(c) < 128 else 128 + hash32("c:" + c) % 127 for c in kept]
    return features, tuple(chars + [0] * (CHARS - len(chars)))


def encode(tokens):
    """Arrays features [T,5] and chars [T,16] of token strings."""
    pairs = [token_features(token) for token in tokens]
    features = np.array([p[0] for p in pairs], dtype=np.int64).reshape(-1, 5)
    chars = np.array([p[1] for p in pairs], dtype=np.int64).reshape(-1, CHARS)
    return features, chars
