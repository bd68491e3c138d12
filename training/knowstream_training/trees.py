"""Dependency trees of CoNLL-U files, put on the tokens of `features`."""

from dataclasses import dataclass
from pathlib import Path
import random

from .features import lower, tokenize

FRAGMENT = "fragment"  # the label of a token that is only a part of an annotated word
POS = ("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
       "SYM", "VERB", "X")  # fmt: skip
# What tells apart who does what; of all other labels only what stands before the colon is kept.
SUBTYPES = ("nsubj:pass", "aux:pass", "obl:agent", "acl:relcl", "compound:prt", "nmod:poss", "obl:unmarked",
            "nmod:unmarked", "cc:preconj")  # fmt: skip


@dataclass(frozen=True)
class Tree:
    """A sentence: tokens, the head of each (-1 for the root's), labels, parts of speech and lemmas (None: unknown)."""

    tokens: list
    heads: list
    labels: list
    pos: list
    lemmas: list


def read(file):
    """The trees of one file."""
    for block in Path(file).read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line and line[0] != "#"]
        tree = _tree(rows) if rows else None
        # Of a few sentences, whose words go into one another across tokens, no tree is left.
        if tree and _hangs_together(tree.heads):
            yield tree


def load(data, seed):
    """Trees to train on, and those held out: EWT's own, and a tenth of the documents of GUM."""
    documents = sorted(Path(data, "gum", "dep").glob("*.conllu"))
    random.Random(seed).shuffle(documents)
    kept = len(documents) // 10
    ewt = Path(data, "ud-ewt")
    training = list(read(ewt / "en_ewt-ud-train.rebuilt.conllu"))
    training += [tree for document in documents[kept:] for tree in read(document)]
    test = {
        "ewt": list(read(ewt / "en_ewt-ud-dev.conllu")),
        "gum": [tree for document in documents[:kept] for tree in read(document)],
    }
    return training, test


def script(token, lemma):
    """How a lemma is made of a token in lower case: how many code points go at its end, and what comes there."""
    form, target = lower(token), lower(lemma)
    same = 0
    while same < min(len(form), len(target)) and form[same] == target[same]:
        same += 1
    return f"{len(form) - same},{target[same:]}"


def label(relation):
    return relation if relation in SUBTYPES else relation.split(":")[0]


def _hangs_together(heads):
    """Whether every token is under the one root."""
    for token in range(len(heads)):
        steps = 0
        while token >= 0 and steps <= len(heads):
            token, steps = heads[token], steps + 1
        if token >= 0:
            return False
    return heads.count(-1) == 1


def _tree(rows):
    text, places, shared = "", {}, {}
    glued = None
    for row in rows:
        number, form = row[0], row[1]
        if "." in number:
            continue
        if "-" in number:
            first, last = map(int, number.split("-"))
            glued = (last, len(text), form, row)
            parts = [r[1] for r in rows if r[0].isdigit() and first <= int(r[0]) <= last]
            at = len(text)
            for word, part in zip(range(first, last + 1), parts):
                # Parts that do not make up the whole ("wanna") have all of it.
                whole = "".join(parts) != form
                shared[word] = (len(text), len(text) + len(form)) if whole else (at, at + len(part))
                at += len(part)
            continue
        word = int(number)
        if word in shared:
            places[word] = shared[word]
            if word == glued[0]:
                text += glued[2] + ("" if "SpaceAfter=No" in glued[3][9] else " ")
            continue
        places[word] = (len(text), len(text) + len(form))
        text += form + ("" if "SpaceAfter=No" in row[9] else " ")
    return _on_tokens({int(r[0]): r for r in rows if r[0].isdigit()}, places, text)


def _on_tokens(words, places, text):
    spans = tokenize(text)
    word_of = []  # of each token, the word that it begins in
    for start, _ in spans:
        word_of.append(next(word for word, (first, end) in places.items() if first <= start < end))
    tokens_of = {}
    for token, word in enumerate(word_of):
        tokens_of.setdefault(word, []).append(token)
    main = {}  # of each word, the token that stands for it
    for word, (first, _) in places.items():
        own = tokens_of.get(word)
        if own:
            main[word] = next((t for t in own if text[spans[t][0]].isalnum()), own[0])
        else:
            main[word] = max((t for t, (start, _) in enumerate(spans) if start <= first), default=0)
    held = {}  # of each token that stands for words, those
    for word, token in main.items():
        held.setdefault(token, []).append(word)
    heads, labels, pos, lemmas = [], [], [], []
    for token, word in enumerate(word_of):
        if token not in held:
            heads.append(main[word])
            labels.append(FRAGMENT)
            pos.append("X")
            lemmas.append(None)
            continue
        group = held[token]
        top = next(w for w in group if int(words[w][6]) == 0 or main[int(words[w][6])] != token)
        above = int(words[top][6])
        heads.append(-1 if above == 0 else main[above])
        labels.append(label(words[top][7]))
        pos.append(words[top][3] if words[top][3] in POS else "X")
        start, end = spans[token]
        whole = len(group) == 1 and places[top] == (start, end)
        lemmas.append(words[top][2] if whole else None)
    return Tree([text[start:end] for start, end in spans], heads, labels, pos, lemmas)
