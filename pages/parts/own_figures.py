"""Our own posts in figures: what was found and what people said, answers to questions, spelling, sources, topics."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import frame, markup, words
from pages.parts.status import MET, NOT_EVIDENCED

CLASSES = {
    "own": "our own website", "national": "recognised: national body", "healthwatch": "recognised: another Healthwatch",
    "charity": "recognised: charity", "government": "recognised: government", "provider": "recognised: provider",
    "commissioner": "recognised: commissioner", "tool": "a service that we use", "platform": "the platform itself",
}  # fmt: skip


def checks(desk: Desk) -> None:
    """For each thing that posts are checked for: how often it was proposed, confirmed and dismissed."""
    found = desk.metric("own_posts")
    if found.empty:
        return
    st.header("What posts are checked for", anchor=False)
    numbers = ["proposed", "numerator", "dismissed"]
    rows = found.groupby(["name", "clause"], sort=False)[numbers].sum().reset_index()
    told = [(f"{r['name']} ({r['clause']})", [words.number(r[n]) for n in numbers]) for r in rows.to_dict("records")]
    if not told:
        st.markdown("Nothing was found in them.")
        return
    st.markdown("What is proposed comes from detectors; it is no exception before a person has confirmed it.")
    markup.show(markup.table("Findings", ["Checked for", "To look at", "Confirmed", "Dismissed"], told, numbers=True))


def answers(desk: Desk) -> None:
    """Questions of the public, and whether they were referred to our address; conversations."""
    asked, threads = desk.metric("signposting"), desk.metric("conversations")
    st.header("Questions and answers", anchor=False)
    if asked.empty and threads.empty:
        st.markdown("No question of this period is known.")
        return
    names = frame.channel_names(desk)
    rows = []
    for channel, name in names.items():
        part, talk = asked[asked["channel"] == channel], threads[threads["channel"] == channel]
        if part.empty and talk.empty:
            continue
        referred, questions = part["numerator"].sum(), part["denominator"].sum()
        slowest = part["longest_hours"].max()
        rows.append((name, [
            words.number(questions), words.number(part["answered"].sum()),
            f"{words.number(referred)} ({words.share(referred, questions)})",
            words.duration(None if words.is_missing(slowest) else slowest * 60),
            words.number(talk["numerator"].sum()), words.number(talk["denominator"].sum()),
        ]))  # fmt: skip
    head = ["Channel", "Questions", "Answered", "Referred to our address", "Slowest referral",
            "Threads answered more than once", "Threads answered"]  # fmt: skip
    markup.show(markup.table("Questions and answers by channel", head, rows, numbers=True))
    st.markdown("A question is told by its words, so this is a careful count and no certain one.")


def wording(desk: Desk) -> None:
    """Spelling by a hundred words, and campaigns with the words that they are not ours."""
    spelt, shared = desk.metric("spelling"), desk.metric("campaigns")
    st.header("Spelling and campaigns", anchor=False)
    lines = []
    counted, slips = spelt["denominator"].sum(), spelt["numerator"].sum()
    if counted:
        american = words.count(spelt["american"].sum(), "American spelling")
        share = f"{slips:,.0f} of {counted:,.0f}; {american}"
        lines.append(f"{100 * slips / counted:.2f} misspelled words in a hundred ({share}).")
    else:
        lines.append("No word of ours of this period was checked.")
    of, with_words = shared["denominator"].sum(), shared["numerator"].sum()
    told = f"{words.count(of, 'post')} spoke of a campaign, {words.number(with_words)} with a word that it is not ours."
    lines.append(told if of else "No post spoke of a campaign.")
    st.markdown("  \n".join(words.plain(line) for line in lines))


def topics(desk: Desk) -> None:
    """What the posts are about, by what the policy asks us to share."""
    mix = desk.metric("content_mix")
    if mix.empty:
        return
    st.header("What posts are about", anchor=False)
    whole = mix.groupby("topic", sort=False)[["numerator", "denominator"]].sum()
    rows = [
        (words.sentence(str(topic)), [words.number(r["numerator"]), words.share(r["numerator"], r["denominator"])])
        for topic, r in whole.iterrows()
    ]
    markup.show(markup.table("What posts are about", ["About", "Posts", "Share"], rows, numbers=True))


def sources(desk: Desk) -> None:
    """Where the links lead, those outside the register of recognised bodies first."""
    window = desk.window
    found = desk.figures(
        "select host, class as body, any_value(name) as whose, count(distinct post_key) as posts from post_source "
        "where day >= $since and day < $until and ($channel is null or channel = $channel) "
        "group by host, class order by class <> 'unlisted', posts desc, host",
        since=window.since, until=window.until, channel=window.channel,
    )  # fmt: skip
    st.header("Sources", anchor=False)
    if found.empty:
        st.markdown("No post of this period has a link in its words.")
        return
    rows = [(str(r.host), [_class(str(r.body), str(r.whose)), words.number(r.posts)]) for r in found.itertuples()]
    markup.show(markup.table("Where links lead", ["Host", "What it is", "Posts"], rows))


def _class(body: str, whose: str) -> str:
    if body == "unlisted":
        return NOT_EVIDENCED.named("outside the register")
    told = CLASSES.get(body, body)
    return MET.named(told if body in ("own", "platform", "tool") else f"{told}, {whose}")


def summary(found: pd.DataFrame, ours: pd.DataFrame) -> str:
    """The page in one sentence."""
    whole = found[found["category"] == "all"] if not found.empty else found
    posts, replies = (int((ours["kind"] == kind).sum()) for kind in ("post", "reply"))
    waiting, confirmed = (_sum(whole, name) for name in ("proposed", "numerator"))
    published = words.listing([words.count(posts, "post"), words.count(replies, "answer")])
    looking = words.count(waiting, "of them waits", "of them wait")
    return f"{published} of ours. {looking} for somebody to look; {confirmed:,} confirmed."


def _sum(frame_: pd.DataFrame, name: str) -> int:
    return int(frame_[name].sum()) if name in frame_ else 0
