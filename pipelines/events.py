"""The kinds of event that the ledger keeps, in the groups by which policy.toml says who may record them."""

EVENT_GROUPS = {
    "decisions": ("decision", "wrong_flag", "undo", "removal_confirmed", "still_visible"),
    "rounds": ("round_started", "round_completed", "sample_drawn"),
    "second_reviews": ("second_review",),
    "rewordings": (
        "rewording_proposed", "rewording_sent", "rewording_answered", "rewording_approved", "rewording_declined",
    ),
    "doubts": ("doubt_answered",),
    "concerns": ("safeguarding_reported",),
    "safeguarding": ("safeguarding_acknowledged", "safeguarding_referred", "safeguarding_closed"),
    "registers": (
        "person_added", "role_given", "role_ended", "line_manager_set", "absence_set", "channel_changed", "approval",
        "permission", "incident_opened", "incident_closed", "access_list_compared", "clause_choice",
    ),
    "own_posts": ("post_checked", "post_named"),
    "attestations": ("attestation", "acknowledgement"),
    "erasures": ("legal_hold_set", "legal_hold_lifted", "erased"),
    # What the software notes of itself; nobody needs a role for these.
    "notes": ("checkpoint_made", "key_changed", "export_made", "read_logged"),
}  # fmt: skip
EVENT_KINDS = tuple(kind for kinds in EVENT_GROUPS.values() for kind in kinds)

# What can be decided of an item.
DECISIONS = (
    "leave_up", "remove", "hide", "approve", "reword", "decline", "doubt", "safeguarding", "nothing_wrong",
)  # fmt: skip
