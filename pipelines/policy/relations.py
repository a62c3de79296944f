"""What must hold between the settings of policy.toml."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.events import EVENT_GROUPS, EVENT_KINDS
from pipelines.policy.check import Checker
from pipelines.policy.mappings import check_mappings

DIRECTIONS = ("inbound", "outbound")
RUNTIMES = ("onnx", "torch")
MODERATION = ("before", "after")
CAPABILITIES = ("approve", "hold", "reword", "hide", "remove")
SECTIONS = ("overview", "moderation", "engagement", "risk", "audit")
BODIES = ("national", "healthwatch", "charity", "government", "provider", "commissioner", "tool")
HANDLES = ("figures", "comments")  # figures: no text and no person
LINES = ("starttls", "tls", "none")
DATE_ORDERS = ("day first", "month first")
REQUIRED_CHOICES = (
    "remove_within_hours", "first_review_within_days", "reword_open_days", "late_recording_hours", "post_maturity_days",
)  # fmt: skip
_AT_LEAST_ONE = (
    (("cadence",), "every_days"), (("retention",), "comments_days"), (("retention",), "rejects_days"),
    (("retention",), "publications"), (("retention",), "decisions_days"), (("retention",), "safeguarding_days"),
    (("retention",), "registers_days"),
)  # fmt: skip
_NO_ORDER = 'a date order is "day first" or "month first", not "{}"'


def check_relations(checker: Checker) -> None:
    """What must hold between settings, looked at as far as the settings are of their types."""
    ids = {kind: checker.ids(kind) for kind in ("channels", "roles", "people", "categories")}
    _unique(checker)
    checker.known("channels", "moderation", MODERATION)
    checker.known("channels", "can", CAPABILITIES)
    checker.known("categories", "direction", DIRECTIONS)
    risks = [str(c.get("id")) for _, c in checker.things("categories") if c.get("direction") == "inbound"]
    checker.known("principles", "risks", risks)
    checker.known("roles", "keys", ids["channels"])
    checker.known("roles", "opens", SECTIONS)
    checker.known("roles", "records", (*EVENT_GROUPS, *EVENT_KINDS))
    checker.known("roles", "handle", HANDLES)
    checker.known("recognised", "kind", BODIES)
    checker.known("people", "role", ids["roles"])
    checker.known("people", "line_manager", ids["people"])
    checker.spans("channels", "active_from", "active_to", "channel", "ends before it begins")
    checker.spans("people", "since", "until", "person", "leaves the role before taking it up")
    _numbers(checker)
    _choices(checker)
    _reading(checker)
    _mail(checker)
    _labels(checker)
    check_mappings(checker, ids["channels"])


def _unique(checker: Checker) -> None:
    """No two of a kind share what tells them apart; a person may hold a role again later."""
    kinds = ("channels", "roles", "categories", "principles", "local_choices", "attestations", "open_questions")
    names = [(kind, "id") for kind in kinds]
    for kind, name in [*names, ("channels", "name"), ("tables", "name"), ("recognised", "name")]:
        seen: set[str] = set()
        for i, one in checker.things(kind):
            value = one.get(name)
            if isinstance(value, str) and value.casefold() in seen:
                checker.wrong((kind, i, name), f'"{value}" stands twice among the {kind.replace("_", " ")}')
            seen.add(str(value).casefold())
    scored: set[tuple[Any, Any]] = set()
    for i, one in checker.things("categories"):
        pair = (one.get("direction"), one.get("score") or one.get("id"))
        if pair in scored and one.get("score"):
            checker.wrong(("categories", i, "score"), f'"{pair[1]}" is scored twice among the {pair[0]} categories')
        scored.add(pair)
    _terms(checker)


def _terms(checker: Checker) -> None:
    """A person's terms in one role do not overlap."""
    terms: list[tuple[Any, Any, date, date]] = []
    for i, one in checker.things("people"):
        since, until = one.get("since"), one.get("until", date.max)
        if type(since) is not date or type(until) is not date:
            continue
        person, role = one.get("id"), one.get("role")
        if any((person, role) == (p, r) and since <= u and s <= until for p, r, s, u in terms):
            checker.wrong(("people", i, "since"), f'"{person}" holds the role "{role}" twice at the same time')
        terms.append((person, role, since, until))


def _numbers(checker: Checker) -> None:
    """Numbers lie where they make sense."""
    for i, one in checker.things("categories"):
        threshold = one.get("threshold")
        if type(threshold) in (int, float) and not 0 < threshold <= 1:  # type: ignore[operator]
            checker.wrong(("categories", i, "threshold"), f"a threshold lies above 0 and up to 1, not {threshold}")
    for place, name in _AT_LEAST_ONE:
        checker.at_least(1, place, checker.part(place[0]), name)
    for i, one in checker.things("channels"):
        checker.at_least(1, ("channels", i), one, "exports_every_days")
    for i, one in checker.things("local_choices"):
        checker.at_least(0, ("local_choices", i), one, "value")
    for i, one in checker.things("attestations"):
        checker.at_least(1, ("attestations", i), one, "every_days")
        # It stands in the ledger as a word, and there spaces would be text.
        checker.each(("attestations", i), {"id": one.get("id")}, lambda v: " " not in v, '"{}" must have no spaces')


def _choices(checker: Checker) -> None:
    """Every number that the code asks for is there."""
    for name in REQUIRED_CHOICES:
        if name not in checker.ids("local_choices"):
            checker.wrong(("local_choices",), f'[[local_choices]] has no "{name}"')


def _mail(checker: Checker) -> None:
    """Mail goes to somebody, and over an encrypted line unless the server is this computer."""
    mail = checker.part("mail")
    tls, host = mail.get("tls", "starttls"), mail.get("host")
    if isinstance(tls, str) and tls not in LINES:
        checker.wrong(("mail", "tls"), f'tls "{tls}" is unknown; use one of: {", ".join(LINES)}')
    if tls == "none" and host not in ("127.0.0.1", "localhost", "::1"):
        checker.wrong(("mail", "tls"), 'tls "none" is for a server on this computer alone')
    if tls == "none" and mail.get("user"):
        checker.wrong(("mail", "user"), "a password is never sent over a line that is not encrypted")
    if mail.get("to") == []:
        checker.wrong(("mail", "to"), '"to" names nobody')


def _reading(checker: Checker) -> None:
    """Zones and date orders are such."""
    checker.zones(("organisation",), {"zone": checker.part("organisation").get("zone")})
    rules = checker.part("reading")
    checker.zones(("reading", "zones"), checker.part("zones", rules))
    orders = checker.part("date_order", rules)
    checker.each(("reading", "date_order"), orders, DATE_ORDERS.__contains__, _NO_ORDER)


def _labels(checker: Checker) -> None:
    """Models' labels and hypotheses stand for categories that there are, and a runtime is one that there is."""
    scored = {"none"} | {c.get("score") or c.get("id") for _, c in checker.things("categories")}

    def is_scored(label: str) -> bool:
        return label.removeprefix("outbound.").split(".")[0] in scored

    checker.known("models", "runtime", RUNTIMES)
    for i, one in checker.things("models"):
        checker.each(("models", i, "labels"), checker.part("labels", one), is_scored, '"{}" is no category')
        for name in checker.part("hypotheses", one):
            if not is_scored(name):
                checker.wrong(("models", i, "hypotheses", name), f'"{name}" is no category')
