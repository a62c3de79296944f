"""Comments of a week that say nearly the same are one wave, however many there are and in whatever order they came."""

from __future__ import annotations

from tests.warehouse.conftest import Desk, comment

SPAM = "Lost my job but now I earn {n} a week from home, message me on www.example.com/{n} to find out how"
PLAIN = (
    "The nurse who saw my father was gentle and took her time with him",
    "Parking at the hospital is dreadful and the machine eats coins",
    "Thank you",
    "Nobody told us the clinic had moved to the other building",
)


def waves(desk: Desk) -> dict[str, tuple[int, int]]:
    found = desk.published("v1").comments(
        "select c.id, a.comments, a.authors from alike a join comment c using (item_key) order by c.id"
    )
    return {row.id: (row.comments, row.authors) for row in found.itertuples()}


def test_copies_with_other_figures_links_and_words_are_one_wave(desk: Desk) -> None:
    texts = [
        SPAM.format(n=200),
        SPAM.format(n=350).upper(),
        SPAM.format(n=900).replace("Lost my job", "I lost my job last year"),
        SPAM.format(n=70) + " 🤑🤑🤑",
    ]
    told = [comment(str(n), "2026-02-27T10:00", text, author=f"a{n % 3}") for n, text in enumerate([*texts, *PLAIN])]
    desk.load("2026-03-02", *told)
    assert waves(desk) == dict.fromkeys(["0", "1", "2", "3"], (4, 3))
    (row,) = desk.published("v1").figures("select comments, authors, channels from wave").itertuples(index=False)
    assert (row.comments, row.authors, list(row.channels)) == (4, 3, ["facebook"])


def test_the_same_words_of_another_week_are_another_matter(desk: Desk) -> None:
    days = ("2026-02-20T10:00", "2026-02-27T10:00", "2026-02-28T10:00")
    desk.load("2026-03-02", *(comment(str(n), day, SPAM.format(n=n)) for n, day in enumerate(days)))
    assert set(waves(desk)) == {"1", "2"}


def test_a_late_file_joins_the_wave_that_is_there(desk: Desk) -> None:
    desk.load("2026-03-01", comment("1", "2026-02-27T10:00", SPAM.format(n=1)))
    assert waves(desk) == {}
    desk.load("2026-03-02", comment("2", "2026-02-27T12:00", SPAM.format(n=2)))
    assert waves(desk) == {"1": (2, 0), "2": (2, 0)}
