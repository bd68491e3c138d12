"""The plain-text corpus as one array of words, cut into sentences and documents, for the embedding model.

Held out are whole titles (an article, a chapter, a country, a novel), so that no neighbouring passage of a held-out
document is ever trained on.
"""

from dataclasses import dataclass
import json
import lzma
from pathlib import Path
import re
import unicodedata
import zlib

import numpy as np

from . import features

SOURCES = ("wiki", "openstax", "factbook", "18f", "litbank")
TITLED = ("wiki", "openstax", "18f")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+|\n+")
_MIN_SENTENCE = 5


def words(text):
    """The lower-cased words of a text, in order: what the embedding's ids are made of."""
    found = (text[start:end] for start, end in features.tokenize(text))
    return [features.lower(token) for token in found if unicodedata.category(token[0])[0] in "LMN"]


def sentences(text):
    """A rough cut into sentences; fragments of fewer than five words join the one before them."""
    result = []
    for part in _SENTENCE_END.split(text):
        found = words(part)
        if not found:
            continue
        if result and len(found) < _MIN_SENTENCE:
            result[-1].extend(found)
        else:
            result.append(found)
    return result


@dataclass
class Corpus:
    """Words of all documents, one after the other; sentence s is words[bounds[s]:bounds[s+1]],
    document d is sentences first[d]..first[d+1]-1, and its title words[title[d]:title[d+1]] of `titles`."""

    vocabulary: list
    words: np.ndarray
    bounds: np.ndarray
    first: np.ndarray
    titles: np.ndarray
    title: np.ndarray
    source: np.ndarray
    held_out: np.ndarray

    def span(self, start, end):
        """Words of the sentences start..end-1."""
        return self.words[self.bounds[start] : self.bounds[end]]

    def title_words(self, document):
        return self.titles[self.title[document] : self.title[document + 1]]


def load(data, seed, share=0.1):
    """Reads DIR/text/*.jsonl.xz; `share` of the titles of each source are held out, drawn by the seed."""
    index = {}
    flat, bounds, first, titles, title, source, held_out = [], [0], [0], [], [0], [], []
    for number, name in enumerate(SOURCES):
        with lzma.open(Path(data) / "text" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                for sentence in sentences(document["text"]):
                    flat.extend(index.setdefault(word, len(index)) for word in sentence)
                    bounds.append(len(flat))
                first.append(len(bounds) - 1)
                if name in TITLED:
                    titles.extend(index.setdefault(word, len(index)) for word in words(document["title"]))
                title.append(len(titles))
                source.append(number)
                draw = zlib.crc32(f"embedding\0{seed}\0{name}\0{document['title']}".encode())
                held_out.append(draw < share * 2**32)
    arrays = (np.array(a, dtype=np.int64) for a in (flat, bounds, first, titles, title, source))
    return Corpus(list(index), *arrays, np.array(held_out))
