"""What must hold of decisions: who may make one, after whom, on which words, and what it must say."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.errors import DecidedMeanwhile, FinalWord, MalformedEvent, NotAllowed, NotNewest, OutOfOrder
from pipelines.ledger.case import Breach, Case, asked

REMOVALS = ("remove", "hide", "decline")
_NEEDS_CAPABILITY = ("remove", "hide", "approve", "reword")


def meanwhile(case: Case) -> Iterator[Breach]:
    """Neither the words nor what others did changed since the item was shown."""
    if case.newest_revision and case.event.get("revision") != case.newest_revision:
        yield Breach(
            NotNewest, "", "the words were edited since they were shown", "Read them again and decide on these"
        )
    if case.seen_seq is not None and case.state.last_seq > case.seen_seq:
        last = case.state.decisions[-1] if case.state.decisions else case.state.doubt
        did = f'"{last["actor"]}" decided "{last["decision"]}" on it' if last else "something was recorded on it"
        what = f"{did} since it was shown"
        yield Breach(DecidedMeanwhile, "", what, "Look at it again")


def first_instance(case: Case) -> Iterator[Breach]:
    """S8-14, and S5-14: what is in doubt waits for who was asked."""
    role, verb, state = case.role, case.event["decision"], case.state
    if verb == "safeguarding" or role is None:
        return
    if state.doubt and verb == "doubt":
        yield Breach(OutOfOrder, "S5-14", "there is an open doubt about it already", "Wait for the answer")
    elif state.doubt and case.actor not in asked(case, state.doubt):
        with_ = " and ".join(asked(case, state.doubt))
        yield Breach(NotAllowed, "S5-14", f"a doubt about it is with {with_}", "Wait for the answer, or undo the doubt")
    elif not (state.doubt or role.decides_first or case.event.get("direction") == "outbound") and not (
        role.final_word and state.decision
    ):
        what = f'the role "{role.id}" does not decide in the first instance'
        yield Breach(NotAllowed, "S8-14", what, "Leave the first decision to those who do")


def final(case: Case) -> Iterator[Breach]:
    """S8-15: a different decision after the final one."""
    final, verb = case.state.final, case.event["decision"]
    if final and verb not in (final["decision"], "safeguarding") and case.actor != final["actor"]:
        what = f'"{final["actor"]}" has decided "{final["decision"]}", and that is final'
        yield Breach(FinalWord, "S8-15", what, "Leave it as it is")


def verb(case: Case) -> Iterator[Breach]:
    """What the channel lets a moderator do, and what a removal must say."""
    verb, channel = case.event["decision"], case.channel
    if channel and verb in _NEEDS_CAPABILITY and verb not in channel.can:
        can = ", ".join(channel.can)
        yield Breach(MalformedEvent, "", f'"{channel.id}" cannot {verb}', f"There one can {can}")
    if channel and verb == "decline" and channel.moderation != "before":
        what = f'"{channel.id}" shows comments before they are moderated: there is nothing to decline'
        yield Breach(MalformedEvent, "S8-3", what, f"There one can {', '.join(channel.can)}")
    if verb == "reword" and case.event.get("has_contact") is False:
        yield Breach(MalformedEvent, "S8-12b", "there is no way to ask its author", "Decline it")
    if verb in REMOVALS:
        for name in ("principle", "harm_target", "reason"):
            if name not in case.event:
                yield Breach(MalformedEvent, "S8-4", f'"{name}" is missing for "{verb}"', f'Give "{name}"')


def answer(case: Case) -> Iterator[Breach]:
    """S5-14 and S6-2: a doubt is answered by those it is with."""
    doubt = case.referred
    if doubt is None:
        return
    if doubt.get("decision") != "doubt":
        yield Breach(OutOfOrder, "S5-14", "what it answers is no doubt", "Name the doubt")
    elif case.event["decision"] == "doubt":
        yield Breach(MalformedEvent, "S5-14", "a doubt is no answer to a doubt", "Decide")
    elif case.actor not in asked(case, doubt):
        with_ = " and ".join(asked(case, doubt))
        yield Breach(NotAllowed, "S5-14", f"the doubt is with {with_}", "Leave the answer to them")
    elif doubt.get("direction") != "outbound":
        yield from final(case)
        yield from verb(case)


def undo(case: Case) -> Iterator[Breach]:
    """An act is undone by who did it, or by who has the final word."""
    undone, role = case.referred, case.role
    if undone is None or role is None:
        return
    if case.actor != undone.get("actor") and (undone.get("is_final") or not role.final_word) and undone.get("actor"):
        yield Breach(NotAllowed, "", f'this is an act of "{undone["actor"]}"', "Ask them, or record a new decision")
    if undone["kind"] not in role.kinds:
        yield Breach(NotAllowed, "S7", f'the role "{role.id}" does not record what it would undo', "Ask one that does")
    if any(f["kind"] in ("doubt_answered", "decision") for f in case.followers):
        yield Breach(OutOfOrder, "S5-14", "the doubt is answered", "Record a new decision")


def second_review(case: Case) -> Iterator[Breach]:
    """A second review is by another person."""
    first = case.state.decision
    if first and first.get("actor") == case.actor:
        yield Breach(NotAllowed, "", "a second review is by somebody else than the first", "Ask another")
