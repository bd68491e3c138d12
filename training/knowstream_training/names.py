"""Names from gazetteers, as token lists by type: they take the place of annotated entities in training text."""

import csv
import json
from pathlib import Path
import re

from .features import tokenize

_LEGAL = re.compile(
    r"\s*(-| )\s*(Class [A-Z]\b|Common (Stock|Shares)|Ordinary Shares|American Depositary|Warrants?|Units?|Rights?).*$"
)
_YEAR = re.compile(r"\s*\(\d{4}\)$")


def load(data, rng):
    """{types: list of token lists}; people are drawn by combining first names and surnames."""
    folder = Path(data, "gazetteers")
    return {
        frozenset({"Person"}): _tokens(_people(folder, rng)),
        frozenset({"Location"}): _tokens(_places(folder)),
        frozenset({"Organization"}): _tokens(_organizations(folder)),
        frozenset({"Work"}): _tokens(_works(folder)),
    }


def _people(folder, rng, count=20000):
    first = _lines(folder / "names-smashew/first_names/all.txt")
    first += 3 * _lines(folder / "names-smashew/first_names/us.txt")
    last = _lines(folder / "names-smashew/surnames/all.txt")
    people = []
    for _ in range(count):
        middle = rng.choice(("", "", "", rng.choice("ABCDEFGHJKLMNPRSTW") + ". ", rng.choice(first) + " "))
        full = f"{rng.choice(first)} {middle}{rng.choice(last)}"
        people.append(full if rng.random() < 0.7 else full.split()[-1])
    return people + _corpora(folder, "humans/celebrities", "celebrities")


def _places(folder):
    cities = _column(folder / "world-cities/data/world-cities.csv", "name")
    regions = sorted(set(_column(folder / "world-cities/data/world-cities.csv", "subcountry")))
    countries = sorted(set(_column(folder / "world-cities/data/world-cities.csv", "country")))
    return cities + 2 * regions + 20 * countries


def _organizations(folder):
    listed = [
        _LEGAL.sub("", row["Company Name"])
        for row in _rows(folder / "nasdaq/data/nasdaq-listed-symbols.csv")
        if row["ETF"] == "N"
    ]
    return (
        4 * _column(folder / "sp500/data/constituents.csv", "Security")
        + listed
        + 2 * _corpora(folder, "corporations/newspapers", "newspapers")
        + 2 * _corpora(folder, "corporations/fortune500", "companies")
    )


def _works(folder):
    films = [_YEAR.sub("", title) for title in _corpora(folder, "film-tv/popular-movies", "popular-movies")]
    books = [book["title"] for book in _corpora(folder, "books/bestsellers", "books")]
    return films + books + _corpora(folder, "film-tv/tv_shows", "tv_shows")


def _tokens(names):
    lists = ([name[start:end] for start, end in tokenize(name)] for name in names)
    return [tokens for tokens in lists if 0 < len(tokens) <= 10]


def _lines(path):
    return [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _column(path, name):
    return [row[name] for row in _rows(path) if row[name]]


def _corpora(folder, path, key):
    return json.loads((folder / "corpora-cc0" / f"{path}.json").read_text(encoding="utf-8"))[key]
