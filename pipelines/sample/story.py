"""What goes wrong in life, as a list: each event's name, channel, day and words, and the comments that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.sample import words
from pipelines.sample.span import LONDON, london
from pipelines.sample.world import CEO, CHANNELS, OFFICE, Item, OwnPost, Removal, World, utc

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a reader of the exports should be able to find in them."""

    name: str
    channel: str
    day: date
    what: str


STORY = (
    Event("missed round", "facebook", date(2026, 2, 23), "nobody moderated Facebook on Monday 23 February"),
    Event("late round", "x", date(2026, 3, 18), "the round on X of 16 March was held two days late"),
    Event("round before the holiday", "facebook", date(2026, 4, 2), "an extra round before Easter, then on Tuesday"),
    Event("back-dated entries", "instagram", date(2026, 3, 20), "three Instagram rounds written down on a Friday"),
    Event("no export", "x", date(2026, 2, 9), "X was not exported on 9 February"),
    Event("zero comments", "instagram", date(2026, 2, 23), "no comment on Instagram in the week of 16 February"),
    Event("exported by another tool", "facebook", date(2026, 3, 16), "Facebook came from ExportComments that week"),
    Event("edited", "website", date(2026, 3, 3), "a published comment reads differently from 11 March on"),
    Event("vanished", "facebook", date(2026, 2, 3), "comments that are gone without anybody having said so"),
    Event("still visible", "facebook", date(2026, 2, 4), "recorded as removed on 9 February, still there a week later"),
    Event("hidden", "facebook", date(2026, 3, 3), "hidden on 4 March, and the next export proves it"),
    Event("reply hidden", "x", date(2026, 2, 25), "an abusive reply that could only be hidden"),
    Event("safeguarding handled", "website", date(2026, 2, 24), "held back and passed on within the hour"),
    Event("safeguarding late", "facebook", date(2026, 3, 5), "seen only at the next round"),
    Event("safeguarding open", "facebook", date(2026, 4, 11), "posted at the last weekend, nobody has seen it yet"),
    Event("personal data", "facebook", date(2026, 2, 11), "a telephone number, an address and an NHS number"),
    Event("clock change", "facebook", date(2026, 3, 29), "comments about the hour that did not exist"),
    Event("clock change", "website", date(2026, 3, 29), "likewise on the website"),
    Event("clock change", "x", date(2026, 3, 29), "likewise on X"),
    Event("very long", "website", date(2026, 3, 10), "a comment of several thousand characters"),
    Event("emoji", "facebook", date(2026, 1, 28), "joined emoji, flags and letters that only look bold"),
    Event("sticker", "facebook", date(2026, 1, 29), "a comment without text"),
    Event("sent twice", "facebook", date(2026, 3, 19), "the same comment twice within seconds"),
    Event("wrong hands", "website", date(2026, 3, 24), "approved by somebody who may not decide first"),
    Event("page taken down", "website", date(2026, 3, 5), "a page in the bin, its comments with it"),
)

ABUSE = "Whoever runs this page is a lying fat toad and I hope somebody shuts your mouth for you."
TOLD = (
    ("still visible", "facebook", "2026-02-04T19:12:44", "abuse", ABUSE),
    ("hidden", "facebook", "2026-03-03T20:05:10", "abuse", "Shut up you daft old cow, go back to where you came from."),
    ("reply hidden", "x", "2026-02-25T17:41:03", "abuse", "What a bunch of w*nkers. I know where your office is 🖕"),
    ("safeguarding handled", "website", "2026-02-24T08:20:31", "safeguarding",
     "My grandmother has bruises on both wrists again and she cries when one particular carer comes in. She says she "
     "fell. She did not fall. I am frightened that if I say anything they will take it out on her."),
    ("safeguarding late", "facebook", "2026-03-05T23:48:02", "safeguarding",
     "I can't do this any more. I've written the letters. Nobody will notice till the bins need doing."),
    ("safeguarding open", "facebook", "2026-04-11T21:40:55", "safeguarding",
     "My friend is 15 and her mum's boyfriend locks her in at night and takes her phone. She's asked me not to tell."),
    ("personal data", "facebook", "2026-02-11T12:30:21", "confidential",
     "Please can somebody ring my dad on 01632 960417, he's at 4 Tanners Row, Braunsby. NHS number 999 012 3454, he "
     "had the letter about his bowel screening and can't understand it."),
    ("clock change", "facebook", "2026-03-29T00:45:00", "ordinary", "Can't sleep. Is 111 there when the clocks go?"),
    ("clock change", "facebook", "2026-03-29T01:30:00", "ordinary",
     "It was 1 o'clock and now it's half past two and I'm still on hold."),
    ("clock change", "website", "2026-03-29T01:15:20", "ordinary",
     "Writing this in the early hours as my husband's syringe driver alarm has gone again and the number on the sheet "
     "rings out. The night nurse did come in the end and was very good."),
    ("clock change", "x", "2026-03-29T00:59:59", "ordinary", "clocks go forward, waiting list doesn't"),
    ("emoji", "facebook", "2026-01-28T18:22:09", "ordinary",
     "𝗧𝗵𝗮𝗻𝗸 𝘆𝗼𝘂 to the whole team 👩🏽‍⚕️👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿 you looked after our mum like she was your own ❤️‍🩹"),
    ("sticker", "facebook", "2026-01-29T09:15:00", "ordinary", ""),
    ("sent twice", "facebook", "2026-03-19T07:58:12", "ordinary",
     "The chiropodist has moved and nobody told the over eighties, who are the ones with the feet."),
    ("sent twice", "facebook", "2026-03-19T07:58:15", "ordinary",
     "The chiropodist has moved and nobody told the over eighties, who are the ones with the feet."),
    ("edited", "website", "2026-03-03T11:04:37", "ordinary",
     "The matron at the home, who I won't name but she has red hair and an attitude, told us visiting was at her "
     "discretion. It isn't, is it?"),
    ("wrong hands", "website", "2026-03-24T14:02:11", "ordinary",
     "The new ramp at the clinic is a great improvement. It only took two years of asking."),
)  # fmt: skip
EDITED_TEXT = "A member of staff at the home told us that visiting was at her discretion. It isn't, is it?"
PASSED_ON, PERSONAL = "Safeguarding: passed to the CEO", "S5-13-personal"
RECORDED = (
    ("still visible", "2026-02-09T08:31:00", "removed", OFFICE, "Personal attack on staff", "S8-5"),
    ("still visible", "2026-02-16T08:41:00", "hidden", OFFICE, "Was still there: hidden, checked twice", "S8-5"),
    ("hidden", "2026-03-04T09:10:00", "hidden", CEO, "Insult and a remark about origin", "S8-7"),
    ("reply hidden", "2026-02-26T08:50:00", "hidden", OFFICE, "Lewd and threatening", "S8-9"),
    ("safeguarding handled", "2026-02-24T09:05:00", "trashed", OFFICE, PASSED_ON, PERSONAL),
    ("safeguarding late", "2026-03-09T08:22:00", "hidden", OFFICE, PASSED_ON, PERSONAL),
    ("personal data", "2026-02-11T13:02:00", "hidden", OFFICE, "Somebody's number and address", PERSONAL),
)
# Where a round was not held when it should have been: by channel and Monday, when it began instead (None: never).
MOVED: dict[tuple[str, date], datetime | None] = {
    ("facebook", date(2026, 2, 23)): None,
    ("x", date(2026, 3, 16)): utc("2026-03-18T14:10:00"),
} | {(c, date(2026, 4, 6)): utc(f"2026-04-07T07:{20 + 8 * i}:00") for i, c in enumerate(CHANNELS)}
BEFORE_THE_HOLIDAY = date(2026, 4, 2)
BACK_DATED = {("instagram", date(2026, 3, d)): utc(f"2026-03-20T16:4{i}:00") for i, d in enumerate((2, 9, 16), start=1)}
NOWHERE = OwnPost("", "", utc("2026-01-01T00:00:00"), "", "", "", 0.0)
VANISHING_WEEKS = (date(2026, 2, 2), date(2026, 2, 16), date(2026, 3, 16))
ZERO_DAY = date(2026, 2, 23)
NO_EXPORT = ("x", date(2026, 2, 9))
OTHER_TOOL = date(2026, 3, 16)


def tell(world: World) -> None:
    """Adds the comments of those events that fall within the world's weeks."""
    for name, channel, at, label, text in TOLD:
        _add(world, Item(channel, NOWHERE, None, utc(at), text, label, event=name))
    long = (words.HERE / "long_comment.txt").read_text(encoding="utf-8").rstrip("\n")
    _add(world, Item("website", NOWHERE, None, utc("2026-03-10T21:17:45"), long, event="very long"))
    for item in world.told("edited"):
        item.edited = utc("2026-03-11T09:32:00"), EDITED_TEXT


def _add(world: World, item: Item) -> None:
    """Puts an item below the channel's latest post, by some author; the second of a pair by the same."""
    posts = world.published(item.channel, item.at)
    if not posts or not world.span.holds(item.at.astimezone(LONDON).date()):
        return
    before = world.items[-1] if world.items else None
    item.post, item.author = posts[-1], world.everybody[(len(world.items) * 31 + 7) % len(world.everybody)]
    if before and before.event == item.event == "sent twice":
        item.author = before.author
    world.items.append(item)


def vanish(world: World) -> None:
    """In three weeks two comments on Facebook disappear, nobody says why."""
    answered = {id(i.parent) for i in world.items if i.parent}
    for monday in VANISHING_WEEKS:
        first, last = london(monday, 0), london(monday + timedelta(days=5), 0)
        free = [
            i
            for i in world.on("facebook")
            if first <= i.post.at <= i.at < last and i.label == "ordinary" and not i.event
            and i.author and id(i) not in answered
        ]  # fmt: skip
        for item in free[:2]:
            item.gone_at, item.event = london(monday + timedelta(days=9), 13), "vanished"


def take_page_down(world: World) -> None:
    """One page goes to the bin; its comments are no longer shown, though nobody moderated them."""
    if not world.span.holds(date(2026, 3, 5)):
        return
    posts = world.published("website", utc("2026-02-14T00:00:00"))
    with_comments = [p for p in posts if any(i.post is p and i.author for i in world.on("website"))]
    if with_comments:
        page = with_comments[-1]
        page.trashed_at = utc("2026-03-05T10:12:00")
        for item in world.items:
            if item.post is page and not item.event:
                item.at = page.at + timedelta(seconds=round((item.at - page.at).total_seconds() / 4))


def correct(world: World) -> None:
    """What the story says of single removals, whatever the general rules made of them."""
    for event, at, action, by, reason, principle in RECORDED:
        for item in world.told(event):
            when = utc(at)
            if action == "hidden":
                item.hidden_at = when
            elif action == "trashed":
                item.trashed_at, item.by, item.approved_at = when, by, None
            shot = f"shots/{when:%Y%m%d}-{item.id[-5:]}.png"
            seen = when - timedelta(minutes=3)
            world.removals.append(Removal(item, seen, when, action, by, reason, principle, "S5-12", when, shot))
    for item in world.told("wrong hands"):
        item.by, item.approved_at = "board-it", utc("2026-03-24T16:20:00")


def events(world: World) -> Iterator[Event]:
    """The events that fall within the world's weeks."""
    return (e for e in STORY if world.span.holds(e.day))
