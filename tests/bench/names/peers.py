"""What others do, as matchers of the protocol: `python -m tests.bench.names.peers trigrams|rapidfuzz|floor`. Lines of JSON in, lines of JSON out.

trigrams: similarity of the name as stored (pg_trgm, GIN index), on the PostgreSQL of this installation, without policies. rapidfuzz: token_sort_ratio over names in plain Latin
letters, everybody looked at. floor: one equality asked of one index, with nothing else: what a search cannot be quicker than. A birth puts those found in order.
"""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from amana.doors.site import installation
from amana.lib.names.matching.people import PARTS
from tests.bench.names.romanised import romanised

FOUND = 50  # put in order by birth; ten of them are shown


def written(record: dict[str, Any]) -> dict[str, str]:
    return {script: " ".join(parts[part] for part in PARTS if parts.get(part)) for script, parts in record["name"].items()}


def script_of(text: str) -> str:
    return "ar" if any("\u0600" < letter < "\u0700" for letter in text) else "la"


def by_birth(found: list[tuple[int, float]], births: list[str], asked: str) -> list[int]:
    """Those found, likeliest first; the same birth is worth three tenths of likeness, the same year half of that."""
    worth = [(likeness + (0.3 if asked and births[who] == asked else 0.15 if asked and births[who][:4] == asked[:4] else 0.0), who) for who, likeness in found]
    return [who for _worth, who in sorted(worth, key=lambda one: (-one[0], one[1]))]


class Kept:
    """The people of a register: keys and births by number."""

    def load(self, path: str) -> int:
        self.ids: list[str] = []
        self.births: list[str] = []
        with open(path, encoding="utf-8") as lines:
            self.keep(self._read(lines))
        return len(self.ids)

    def _read(self, lines) -> Iterator[tuple[int, dict[str, str]]]:
        for number, record in enumerate(map(json.loads, lines)):
            self.ids.append(record["id"])
            self.births.append(record.get("dob") or "")
            yield number, written(record)

    def search(self, text: str, birth: str) -> list[str]:
        return [self.ids[who] for who in by_birth(self.found(text), self.births, birth)]


class InPostgres(Kept):
    """A table with a column for each script, in a database that is made for it and dropped."""

    indexes = ("CREATE EXTENSION pg_trgm", "CREATE INDEX ON people USING gin (ar gin_trgm_ops)", "CREATE INDEX ON people USING gin (la gin_trgm_ops)", "ANALYZE people")
    question = "SELECT number, similarity({column}, %(text)s) FROM people WHERE {column} %% %(text)s ORDER BY 2 DESC LIMIT %(many)s"

    def __enter__(self):
        server, self.name = installation.local_server(), f"amana_peers_{os.getpid()}"
        server.start()
        with psycopg.connect(server.url(), autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))
        self.connection = psycopg.connect(server.url(database=self.name), autocommit=True)
        return self

    def __exit__(self, *_reason) -> None:
        self.connection.close()
        installation.drop_local_database(self.name)

    def keep(self, people) -> None:
        self.connection.execute("CREATE TABLE people (number integer, ar text, la text)")
        with self.connection.cursor() as cursor, cursor.copy("COPY people FROM STDIN") as into:
            for number, names in people:
                into.write_row((number, names.get("ar"), names.get("la")))
        for statement in self.indexes:
            self.connection.execute(statement)

    def found(self, text: str) -> list[tuple[int, float]]:
        return self.connection.execute(self.question.format(column=script_of(text)), {"text": text, "many": FOUND}).fetchall()


class Floor(InPostgres):
    indexes = ("CREATE INDEX ON people (ar)", "CREATE INDEX ON people (la)", "ANALYZE people")
    question = "SELECT number, 1.0::float8 FROM people WHERE {column} = %(text)s LIMIT %(many)s"


class Rapidfuzz(Kept):
    def __enter__(self):
        return self

    def __exit__(self, *_reason) -> None:
        pass

    def keep(self, people) -> None:
        self._whose: list[int] = []
        self._texts: list[str] = []
        for number, names in people:
            for text in names.values():
                self._whose.append(number)
                self._texts.append(" ".join(sorted(romanised(text).split())))

    def found(self, text: str) -> list[tuple[int, float]]:
        from rapidfuzz import fuzz, process

        asked = " ".join(sorted(romanised(text).split()))
        found = process.extract(asked, self._texts, scorer=fuzz.ratio, limit=FOUND, score_cutoff=40)
        best: dict[int, float] = {}
        for _text, likeness, place in found:
            best[self._whose[place]] = max(best.get(self._whose[place], 0.0), likeness / 100)
        return list(best.items())


METHODS = {"trigrams": InPostgres, "rapidfuzz": Rapidfuzz, "floor": Floor}


def main(method: str) -> None:
    with METHODS[method]() as peer:
        for request in map(json.loads, sys.stdin):
            if request["op"] == "quit":
                return
            answer = {"op": "ready", "n": peer.load(request["registry"])} if request["op"] == "load" else {
                "qid": request["qid"], "ids": peer.search(request["q"], request.get("dob") or "")[: request["k"]]}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
