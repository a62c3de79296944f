"""The kinds of event: which fields each must have, which it may have, and which events it follows.

A field that somebody writes freely is sealed (``SEALED``): the event commits to it and does not hold it. What stands
in an event itself is a key, a time, a number or a word without spaces, so that no text slips in.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.events import EVENT_KINDS

SEALED = (
    "reason", "text", "proposed", "approved", "reference", "body", "note", "name", "logins", "evidence", "statement",
    "subject_of", "because",
)  # fmt: skip
NOTHING = ""
OF_PROOF = ("checkpoint_made", "key_changed")  # only the program itself can say these truly


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: names of fields, and the kinds of event that ``refers_to`` may name."""

    needs: str = NOTHING
    may: str = NOTHING
    follows: tuple[str, ...] = ()
    kept_as: str = "decisions"  # the retention class of what it seals
    is_once: bool = False  # the event it refers to can have one such and no more

    @property
    def fields(self) -> frozenset[str]:
        """Every field that it may have, beside those of all events."""
        return frozenset(f"{self.needs} {self.may}{' refers_to' if self.follows else ''}".split())


COMMON = frozenset(("id", "kind", "at", "actor", "note", "direction"))
_JUDGED = "revision text author principle harm_target reason acted_at evidence has_contact"
_RECORD = (
    "model scores thresholds detectors automated_detection content_type content_date content_language source_type "
    "decision_ground application_date end_date"
)
_RAISED = ("decision", "safeguarding_reported")
_OPEN = (*_RAISED, "safeguarding_acknowledged", "safeguarding_referred")
_UNDONE = (
    "decision", "doubt_answered", "wrong_flag", "removal_confirmed", "still_visible", "round_completed", "absence_set",
    "second_review", "safeguarding_reported", "incident_opened", "rewording_proposed", "rewording_approved",
    "role_given", "role_ended", "line_manager_set", "channel_changed", "clause_choice", "post_checked", "post_named",
)  # fmt: skip

KINDS: dict[str, Kind] = {
    "decision": Kind("decision channel item", f"{_JUDGED} {_RECORD}", kept_as="decisions"),
    "wrong_flag": Kind("channel item category", "revision text author model scores detectors"),
    "post_checked": Kind("channel item category verdict", "revision text reason model scores thresholds detectors"),
    "post_named": Kind("channel item person", kept_as="registers"),
    "undo": Kind("", "reason", _UNDONE, is_once=True),
    "removal_confirmed": Kind("", "channel item evidence file", ("decision", "doubt_answered")),
    "still_visible": Kind("", "channel item evidence file", ("decision", "doubt_answered")),
    "doubt_answered": Kind("decision", f"{_JUDGED} {_RECORD}", ("decision",), is_once=True),
    "round_started": Kind("channel"),
    "round_completed": Kind(
        "channel covered_through items_seen", "started_at covered_since files attested_empty", ("round_started",),
        is_once=True,
    ),
    "sample_drawn": Kind("channel items population", "seed share", ("round_started", "round_completed")),
    "second_review": Kind("decision channel item", "revision principle is_blind reason", ("sample_drawn", "decision")),
    "rewording_proposed": Kind("proposed", "channel item revision author", ("decision",), is_once=True),
    "rewording_sent": Kind("", "sent_by", ("rewording_proposed",)),
    "rewording_answered": Kind("answer", "body", ("rewording_proposed",), is_once=True),
    "rewording_approved": Kind("approved", "revision", ("rewording_proposed",), is_once=True),
    "rewording_declined": Kind("", "reason", ("rewording_proposed",), is_once=True),
    "safeguarding_reported": Kind("", "channel item revision text author reason", kept_as="safeguarding"),
    "safeguarding_acknowledged": Kind("", "", _RAISED, "safeguarding", is_once=True),
    "safeguarding_referred": Kind("body", "reference", _RAISED, "safeguarding"),
    "safeguarding_closed": Kind("", "reason", _RAISED, "safeguarding", is_once=True),
    "person_added": Kind("person", "name logins", kept_as="registers"),
    "role_given": Kind("person role_id since", "until", kept_as="registers"),
    "role_ended": Kind("person role_id until", "", kept_as="registers"),
    "line_manager_set": Kind("person line_manager since", "", kept_as="registers"),
    "absence_set": Kind("person since", "until", kept_as="registers"),
    "channel_changed": Kind("channel since", "until moderation can", kept_as="registers"),
    "approval": Kind("subject_of", "channel item until reference", kept_as="registers"),
    "permission": Kind("subject_of", "channel item until reference", kept_as="registers"),
    "incident_opened": Kind("clause", "channel item reason", kept_as="registers"),
    "incident_closed": Kind("", "reason", ("incident_opened",), "registers", is_once=True),
    "access_list_compared": Kind("channel holders", "unexpected missing", kept_as="registers"),
    "clause_choice": Kind("clause choice", "because", kept_as="registers"),
    "attestation": Kind("subject", "statement until last_changed", kept_as="registers"),
    "acknowledgement": Kind("policy_version", "", kept_as="registers"),
    "legal_hold_set": Kind("", "item author because", kept_as="registers"),
    "legal_hold_lifted": Kind("", "because", ("legal_hold_set",), "registers", is_once=True),
    "erased": Kind("count digest", "items because is_expiry", kept_as="registers"),
    "checkpoint_made": Kind("size root", "key"),
    "key_changed": Kind("size root key", "signature"),
    "export_made": Kind("subject", "rows"),
    "read_logged": Kind("subject", "item rows"),
}  # fmt: skip
assert KINDS.keys() == set(EVENT_KINDS)
