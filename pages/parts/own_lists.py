"""Lists of our own posts: those whose day has passed, those that nobody is named for, and words to look up."""

from __future__ import annotations

import streamlit as st

from pages import Desk
from pages.parts import frame, markup, own_record, words

_OUT = """
select p.post_key::varchar as item, p.channel, p.day, p.last_day, t.text
from own_post p join own_text t using (post_key)
where p.is_live and p.is_event and p.kind = 'post' and p.last_day < $today::date and p.day < $until
    and p.last_day >= $since::date - 28 and ($channel is null or p.channel = $channel)
order by p.last_day desc, p.post_key limit 100
"""
_UNNAMED = """
select p.post_key::varchar as item, p.channel, p.day, t.text, t.person
from own_post p join own_text t using (post_key)
where p.kind = 'post' and p.day >= $since and p.day < $until and ($channel is null or p.channel = $channel)
order by p.published_at desc, p.post_key
"""
_MISSPELT = """
select substr(t.text, s.span_start + 1, s.span_end - s.span_start) as word, count(*) as times
from own_span s join own_text t using (post_key) join own_post p using (post_key)
where s.detector = 'uk_spelling' and p.day >= $since and p.day < $until and ($channel is null or p.channel = $channel)
group by all order by times desc, word limit 50
"""


def proofs(desk: Desk, keys: list[str]) -> None:
    """The posts of ours that prove how a clause stands."""
    if not keys:
        return
    if not desk.visitor.sees_text:
        st.markdown(f"{words.count(len(keys), 'post')} of ours prove it; your role sees figures alone.")
        return
    found = desk.comments(
        "select channel, published_at, text from own_text where post_key in (select unnest($keys)::uuid) "
        "order by published_at",
        keys=keys,
    )
    names, zone = frame.channel_names(desk), desk.publication["zone"]
    rows = [
        (f"{names.get(r.channel, r.channel)}, {words.instant(r.published_at, zone)}",
         [f'<span class="ww-text">{markup.escape(_short(r.text))}</span>'])
        for r in found.itertuples()
    ]  # fmt: skip
    markup.show(markup.table("Posts of ours that prove it", ["Published", "Post"], rows))


def misspelt(desk: Desk) -> None:
    """The words that no UK dictionary has."""
    window = desk.window
    found = desk.comments(_MISSPELT, since=window.since, until=window.until, channel=window.channel)
    if not found.empty:
        rows = [(str(r.word), [words.number(r.times)]) for r in found.itertuples()]
        markup.show(markup.table("Misspelled words", ["Word", "Times"], rows, numbers=True))
        st.markdown("A word that is right goes into the organisation's own list in the policy file.")


def out_of_date(desk: Desk, said: own_record.Said) -> None:
    """Posts that still stand though the day that they tell of has passed."""
    st.header("Days that have passed", anchor=False)
    window, names = desk.window, frame.channel_names(desk)
    today = window.now.date() if window.now else window.until
    found = desk.comments(_OUT, since=window.since, until=window.until, channel=window.channel, today=today)
    left = [r for r in found.itertuples() if said.state(r.item, "out_of_date", "proposed", r.text) != "dismissed"]
    if not left:
        st.markdown("No post that still stands tells of an event or a closing day that has passed.")
        return
    st.markdown("These still stood when they were last seen. Whether one is pinned, no export tells.")
    rows = [
        (f"{names.get(r.channel, r.channel)}, {words.on(r.day)}",
         [f'<span class="ww-text">{markup.escape(_short(r.text))}</span>', words.on(r.last_day)])
        for r in left
    ]  # fmt: skip
    markup.show(markup.table("Posts whose day has passed", ["Published", "Post", "Last day named"], rows))


def unnamed(desk: Desk, said: own_record.Said) -> None:
    """Posts that nobody is named for, and the way to name somebody."""
    st.header("Who published it", anchor=False)
    window, names = desk.window, frame.channel_names(desk)
    found = desk.comments(_UNNAMED, since=window.since, until=window.until, channel=window.channel)
    named = {r.item: said.named.get(r.item) or (None if words.is_missing(r.person) else r.person)
             for r in found.itertuples()}  # fmt: skip
    left = [r for r in found.itertuples() if not named[r.item]]
    have = "has" if len(left) == 1 else "have"
    st.markdown(
        f"Of {words.count(len(found), 'post')} in this period {len(left):,} {have} nobody named. "
        "No export tells who published a post; the record of moderation does once somebody says so."
    )
    if not left or not desk.visitor.may("post_named") or desk.ledger is None:
        return
    told = {r.item: f"{names.get(r.channel, r.channel)}, {words.on(r.day)}: {_short(r.text, 70)}" for r in left}
    channels = {r.item: r.channel for r in left}
    with st.form("name_posts", border=True):
        people = {p: _called(desk, p) for p in desk.ledger.registers().people}
        chosen = st.multiselect("Posts", list(told), format_func=told.__getitem__, key="posts_to_name")
        person = st.selectbox("Published by", list(people), format_func=people.__getitem__, key="posts_named")
        if st.form_submit_button("Record who published them", icon=":material/person:"):
            for item in chosen:
                own_record.act(desk, "post_named", item, channels[item], person=person)
            st.rerun()


def _called(desk: Desk, person: str) -> str:
    """A person by name where the register has one, else by what they do."""
    assert desk.ledger is not None
    found = desk.ledger.registers()
    name = desk.ledger.opened(found.people[person]).get("name")
    roles = {r.id: r.name for r in desk.policy.roles}
    held = words.listing(roles[r] for r in found.roles_of(person, found.day(desk.ledger.now())) if r in roles)
    return f"{name} ({held})" if name and held else str(name or held or person)


def _short(text: object, longest: int = 140) -> str:
    shown = "" if words.is_missing(text) else " ".join(str(text).split())
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"
