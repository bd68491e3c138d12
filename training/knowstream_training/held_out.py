"""Lists of the documents that the built-in models are not trained on, for `./knowstream evaluate`.

docred.txt has titles of Re-DocRED; docred-relations.txt those of them that did not choose the threshold of relations either;
sentences.txt the sentences of the other collections, by the last folder and name of their file and their number in it;
text.txt the sources and titles of plain documents. All follow from the seed alone.
"""

import argparse
import json
import lzma
from pathlib import Path
import zlib

from . import data

_SOURCES = ("wiki", "openstax", "factbook", "18f", "litbank")
_SHARE = 0.1


def halves(documents):
    """The documents that choose the threshold, and those that measure relations: as in relations.py."""
    return documents[: len(documents) // 2], documents[len(documents) // 2 :]


def named_sentences(folder):
    """data.load_sentences, each with its id as title: the split must be that of sentences without one."""
    ids, documents = [], []
    for pattern, name, mapping, unlabelled in data.SENTENCE_SOURCES:
        for file in sorted(Path(folder).glob(pattern)):
            found = data.conll(file, name, mapping, unlabelled)
            documents += found
            ids += [f"{file.parent.name}/{file.name}#{number + 1}" for number in range(len(found))]
    return documents, ids


def titles(folder, seed):
    """Sources and titles that the embedding is not trained on: as in corpus.py."""
    for name in _SOURCES:
        seen = set()
        with lzma.open(Path(folder) / "text" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                title = json.loads(line)["title"]
                draw = zlib.crc32(f"embedding\0{seed}\0{name}\0{title}".encode())
                if draw < _SHARE * 2**32 and title not in seen:
                    seen.add(title)
                    yield f"{name}/{title}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", type=int, default=100)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    _, test = data.split(data.load_docred(args.data)[0], args.held_out, args.seed)
    documents, ids = named_sentences(args.data)
    place = {id(document): name for document, name in zip(documents, ids)}
    _, sentences = data.split(documents, args.held_out * 10, args.seed)
    lists = {
        "docred.txt": [document.title for document in test],
        "docred-relations.txt": [document.title for document in halves(test)[1]],
        "sentences.txt": [place[id(document)] for document in sentences],
        "text.txt": titles(args.data, args.seed),
    }
    Path(args.out).mkdir(parents=True, exist_ok=True)
    for name, lines in lists.items():
        Path(args.out, name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
