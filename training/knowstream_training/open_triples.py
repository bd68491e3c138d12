"""How many open relations are right: draws documents and triples by a seed, and sums up what two judges said of each."""

import argparse
import json
import lzma
import math
from pathlib import Path
import random

DOCUMENTS = 30
TRIPLES = 300
COLLECTIONS = ("openstax", "factbook")


def documents(data, seed):
    """As many documents of each collection, its passages put together again, as `./knowstream extract` reads them."""
    for collection in COLLECTIONS:
        (file,) = sorted(Path(data, "text").glob(collection + "*.xz"))
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            passages = {}
            for text in map(json.loads, lines):
                passages.setdefault(text["id"].rsplit(":", 1)[0], []).append(text)
        for name in random.Random(f"{seed} {collection}").sample(sorted(passages), DOCUMENTS // len(COLLECTIONS)):
            content = "\n\n".join(text["text"] for text in passages[name])
            yield {"id": f"{collection}/{name}", "title": passages[name][0]["title"], "content": content}


def sample(texts, graphs, seed):
    """Open triples of extracted documents, in an order that tells nothing, without their confidences."""
    contents = {text["id"]: text["content"] for text in texts}
    triples, size = [], 0
    for graph in graphs:
        content = contents[graph["documentId"]]
        size += len(content.encode("utf-8"))
        names = {entity["id"]: entity["name"] for entity in graph["entities"]}
        for relationship in graph["relationships"]:
            if not relationship.get("wikidata"):
                place = relationship["evidence"][0]
                triples.append(
                    {
                        "document": graph["documentId"],
                        "subject": names[relationship["source"]],
                        "predicate": relationship["type"],
                        "object": names[relationship["target"]],
                        "evidence": content[place["start"] : place["end"]],
                    }
                )
    print(f"{len(triples)} open triples in {size / 1000:.1f} kB: {1000 * len(triples) / size:.2f} a kB")
    drawn = random.Random(seed).sample(triples, min(TRIPLES, len(triples)))
    return [{"number": i} | triple for i, triple in enumerate(drawn)]


def summary(judgements):
    """Share that a judge and both hold right, with Wilson's 95 % interval, their agreement, and Cohen's kappa."""
    first, second = ([judgement[judge] == "right" for judgement in judgements] for judge in ("first", "second"))
    size = len(judgements)
    same = sum(a == b for a, b in zip(first, second)) / size
    chance = sum(first) * sum(second) / size**2 + (size - sum(first)) * (size - sum(second)) / size**2
    return {
        "triples": size,
        "first": _share(sum(first), size),
        "second": _share(sum(second), size),
        "both": _share(sum(a and b for a, b in zip(first, second)), size),
        "agreement": round(same, 4),
        "kappa": round((same - chance) / (1 - chance), 4) if chance < 1 else 1.0,
    }


def _share(right, size):
    share, z = right / size, 1.96
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * math.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return {"right": round(share, 4), "from": round(middle - half, 4), "to": round(middle + half, 4)}


def _lines(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def _write(path, rows):
    Path(path).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    draw = commands.add_parser("documents", help="draw documents")
    draw.add_argument("--data", default="../shared/data")
    draw.add_argument("--seed", type=int, default=1)
    draw.add_argument("--out", required=True)
    drawn = commands.add_parser("sample", help="draw triples of what './knowstream extract' wrote")
    drawn.add_argument("--documents", required=True)
    drawn.add_argument("--graphs", required=True)
    drawn.add_argument("--seed", type=int, default=1)
    drawn.add_argument("--out", required=True)
    summed = commands.add_parser("summary", help="sum up judgements: lines with first and second, right or wrong")
    summed.add_argument("--judged", required=True)
    args = parser.parse_args()
    if args.command == "documents":
        _write(args.out, documents(args.data, args.seed))
    elif args.command == "sample":
        _write(args.out, sample(_lines(args.documents), _lines(args.graphs), args.seed))
    else:
        print(json.dumps(summary(_lines(args.judged))))


if __name__ == "__main__":
    main()
