"""What we ourselves published, against what the policy asks us to do and not to do."""

from __future__ import annotations

from pages import Desk
from pages.parts import draft, frame, markup, own_figures, own_list, own_lists, own_record, period

TITLE = "Our posts"
ASKS = "Did our own posts and answers keep to the policy, and what did we refer people to?"
ORDER = 2
ICON = ":material/edit_note:"


def render(desk: Desk) -> None:
    """Draws what waits to be looked at, then the figures, then the lists behind them."""
    window = desk.window
    ours = desk.figures(
        "select kind from own_post where day >= $since and day < $until and ($channel is null or channel = $channel)",
        since=window.since, until=window.until, channel=window.channel,
    )  # fmt: skip
    said = own_record.said(desk.ledger)
    if ours.empty:
        what = f"No post or answer of ours in the {period.told(window)} is known."
        frame.empty(desk, what, "An export of posts, or of comments with our answers, would fill this page.")
    else:
        told = own_figures.summary(desk.metric("own_posts"), ours)
        markup.show(f'<p class="ww-verdict" style="border-color:var(--ww-accent)">{markup.escape(told)}</p>')
    if desk.visitor.sees_text:
        draft.box(desk)
    if not ours.empty:
        _found(desk, said)


def _found(desk: Desk, said: own_record.Said) -> None:
    """Everything about what was published; words and people for those alone who may see them."""
    if desk.visitor.sees_text:
        own_list.draw(desk, said)
    own_figures.checks(desk)
    own_figures.answers(desk)
    own_figures.wording(desk)
    if desk.visitor.sees_text:
        own_lists.misspelt(desk)
    own_figures.topics(desk)
    own_figures.sources(desk)
    if desk.visitor.sees_text:
        own_lists.out_of_date(desk, said)
        own_lists.unnamed(desk, said)
