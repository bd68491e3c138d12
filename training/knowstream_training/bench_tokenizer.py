"""Trains the byte-level BPE tokenizer of the random-weight models that `bench` measures, and writes its tokenizer.json.

Byte pair encoding after Sennrich et al. (2016) over the bytes of words, as GPT-2 cuts them; every digit is a word of its
own. The result is a function of the text alone: of pairs that are equally frequent the lower ids win.
"""

import argparse
import collections
import json
import lzma
import re
from pathlib import Path

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
FILES = ["wiki.jsonl.xz", "factbook.jsonl.xz", "18f.jsonl.xz", "openstax.jsonl.xz"]
WORD = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?[^\s\w]+| ?_+|\d|\s+(?!\S)|\s+")


def byte_characters():
    """The character that stands for each byte: itself where it prints, else one from U+0100 on."""
    printing = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    characters = {byte: chr(byte) for byte in printing}
    for byte in range(256):
        if byte not in characters:
            characters[byte] = chr(0x100 + len(characters) - len(printing))
    return characters


def words(folder, characters_per_file):
    """How often each word occurs, as bytes."""
    counts = collections.Counter()
    for name in FILES:
        left = characters_per_file
        with lzma.open(Path(folder) / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                counts.update(WORD.findall(text))
                left -= len(text)
                if left < 0:
                    break
    return {word.encode("utf-8"): count for word, count in counts.items() if count > 1}


def train(counts, vocabulary):
    """The merges, as pairs of token texts, and the vocabulary in id order."""
    characters = byte_characters()
    texts = sorted(characters.values())
    ids = {text: i for i, text in enumerate(texts)}
    byte_ids = [ids[characters[byte]] for byte in range(256)]
    items = sorted(counts.items())
    spelled = [[byte_ids[byte] for byte in word] for word, _ in items]
    weights = [count for _, count in items]
    pairs = collections.Counter()
    where = collections.defaultdict(set)
    for i, word in enumerate(spelled):
        for pair in zip(word, word[1:]):
            pairs[pair] += weights[i]
            where[pair].add(i)
    merges = []
    while len(texts) < vocabulary - len(SPECIAL):
        best = max(pairs, key=lambda pair: (pairs[pair], -pair[0], -pair[1]))
        if pairs[best] < 2:
            break
        text = texts[best[0]] + texts[best[1]]
        merges.append([texts[best[0]], texts[best[1]]])
        if text not in ids:
            ids[text] = len(texts)
            texts.append(text)
        merged = ids[text]
        for i in sorted(where.pop(best)):
            word = spelled[i]
            for pair in zip(word, word[1:]):
                pairs[pair] -= weights[i]
            out = []
            at = 0
            while at < len(word):
                if at + 1 < len(word) and (word[at], word[at + 1]) == best:
                    out.append(merged)
                    at += 2
                else:
                    out.append(word[at])
                    at += 1
            spelled[i] = out
            for pair in zip(out, out[1:]):
                pairs[pair] += weights[i]
                where[pair].add(i)
        pairs = +pairs if len(merges) % 500 == 0 else pairs
        del pairs[best]
    return merges, texts


def tokenizer(merges, texts):
    """The tokenizer.json of a vocabulary."""
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": i, "content": text, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
             "special": True} for i, text in enumerate(SPECIAL)],
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Digits", "individual_digits": True}, byte_level]},
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
            "vocab": {text: i for i, text in enumerate(SPECIAL + texts)},
            "merges": [" ".join(pair) for pair in merges]},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data", help="the folder that holds text/")
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--characters", type=int, default=3_000_000, help="how much of each file is read")
    parser.add_argument("--output", default="../operators/src/main/resources/io/knowstream/models/bench-tokenizer.json")
    arguments = parser.parse_args()
    merges, texts = train(words(Path(arguments.data) / "text", arguments.characters), arguments.vocabulary)
    with open(arguments.output, "w", encoding="utf-8") as out:
        json.dump(tokenizer(merges, texts), out, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
