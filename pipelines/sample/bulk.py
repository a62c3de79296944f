"""One very big table, for measuring: millions of rows written in chunks, in bounded memory."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any, TextIO

from pipelines.sample import figures, meta, words
from pipelines.sample.chance import dice
from pipelines.sample.facebook import EXPORTCOMMENTS, PAGE_NAME, PAGE_URL
from pipelines.sample.files import stamp
from pipelines.sample.world import FACEBOOK_PAGE, World

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CHUNK = 50_000
TEXTS = 6_007
PRIME, SHORTEST = 7_919, 24
OPENERS, CLOSERS, FIRST_COMMENT = 19, 23, 20_000_000_000_000_001
_IN_TURN = [s * PRIME % 86_400 for s in range(86_400)]
SECONDS = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in _IN_TURN]


def exportcomments(world: World, out: Path, count: int, seed: int) -> None:
    """So many comments in one file of ExportComments; the texts repeat only with other words around them."""
    at = world.span.exports[-1]
    path = out / f"{at:%Y-%m-%d} healthwatchrutland - ExportComments.com.csv"
    days, posts = _days(world), [p.id for p in world.posts if p.channel == "facebook"]
    cells = _cells_of_comments(world, seed)
    number = FIRST_COMMENT
    with _opened(path, EXPORTCOMMENTS) as file:
        for i, day in enumerate(days):
            last = FIRST_COMMENT + count * (i + 1) // len(days)
            post = f"{PAGE_URL}/posts/{posts[i * len(posts) // len(days)]}?comment_id="
            while number < last:
                numbers = range(number, min(number + CHUNK, last))
                number = numbers.stop
                file.write("".join([
                    f'{who},{day} {time},{likes},"{opener}{text}{closer}",False,{n},{profile},{post}{n}\r\n'
                    for n, (who, profile), time, likes, opener, text, closer in zip(numbers, *cells, strict=False)
                ]))  # fmt: skip
    stamp(path, at)


def _cells_of_comments(world: World, seed: int) -> tuple[Iterator[Any], ...]:
    """Endless columns: their lengths have no common divisor, so that rows take very long to come round again."""
    who = [
        (f"{p.name},{p.handle},{5_550_000 + p.number}", f"https://www.facebook.com/{5_550_000 + p.number}")
        for p in world.everybody
    ]
    openers = ["", *(f"{o} " for o in words.OPENERS)][:OPENERS]
    closers = [f" {c}" for c in words.CLOSERS if "{" not in c][:CLOSERS]
    texts = [_quoted(t) for t in _texts(world, seed)]
    return tuple(cycle(c) for c in (who, SECONDS, range(5), openers, texts, closers))


def meta_content(world: World, out: Path, count: int, seed: int) -> None:
    """So many posts in one content export of Facebook."""
    texts = [_quoted(text) for _, text in words.posts()]
    days = [f"{d[5:7]}/{d[8:]}/{d[:4]}" for d in _days(world)]
    page = f"{FACEBOOK_PAGE},{PAGE_NAME}"
    at = world.span.exports[-1]
    chance = dice(seed, "bulk figures")
    tails = []
    for post in world.published("facebook", at):
        seen = figures.views(post, at) + chance.randrange(400)
        tails.append(f"Lifetime,{seen},{seen * 3 // 4},{seen // 20},{seen // 30},{seen // 90},{seen // 80},"
                     f"{seen // 25},{seen // 99},{seen // 50},{seen // 70},0,,,,,")  # fmt: skip

    def row(i: int) -> str:
        number = 122_100_000_000_000_011 + i * 7
        when = f"{days[i * len(days) // count]} {SECONDS[i % 86_400][:5]}"
        return (
            f'{number},{page},"{texts[i % len(texts)]}",,0,{when},'
            f"N/A,{PAGE_URL}/posts/{number},0,0,Photos,,,,,{tails[i * 31 % len(tails)]}\r\n"
        )

    first, last = world.span.mondays[0], at.date() - timedelta(days=1)
    path = out / f"{at:%Y-%m-%d} {meta.written(first)}_{meta.written(last)}_1000000000000001.csv"
    with _opened(path, meta.FACEBOOK) as file:
        for start in range(0, count, CHUNK):
            file.write("".join([row(i) for i in range(start, min(start + CHUNK, count))]))
    stamp(path, at)


def _opened(path: Path, header: Sequence[str]) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("w", encoding="utf-8-sig", newline="")
    file.write(",".join(f'"{h}"' if "," in h else h for h in header) + "\r\n")
    return file


def _texts(world: World, seed: int) -> Iterator[str]:
    chance = dice(seed, "bulk texts")
    fit = [s for s in words.said() if s.place != "website" and len(s.text) > SHORTEST]
    ordinary = [s for s in fit if s.label == "ordinary"]
    for _ in range(TEXTS):
        one = chance.choice(ordinary if chance.random() < 0.9 else fit)
        yield words.written(one, chance, world.everybody)


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def _days(world: World) -> list[str]:
    first = world.span.mondays[0]
    return [f"{first + timedelta(days=d)}" for d in range(world.span.weeks * 7)]
