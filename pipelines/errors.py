"""Every mistake that Weekwatch knows, one class each: where it is, what it is, what to do about it."""

import re

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
# What the refusal of a table that no layout knows tells people to do; the Imports page offers it beside the file.
TEACH = "tell Weekwatch on the Imports page what its columns mean"


def printable(text: str) -> str:
    """A line shown as it stands: what would break, reorder or hide parts of it is written as an escape."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class WeekwatchError(Exception):
    """A known mistake: the command line prints it on one line and exits 1."""

    def __init__(self, where: str, what: str, do: str) -> None:
        self.where, self.what, self.do = where, _lines(what), _lines(do)
        super().__init__(f"{printable(where)}: {self.what.rstrip('.')}. {self.do.rstrip('.')}.")


def _lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))


class Refused(WeekwatchError):
    """An export file that cannot be read rightly, and is therefore not read at all."""

    def __init__(self, where: str, what: str, do: str) -> None:
        super().__init__(where, printable(what), printable(do))


class Unrecognised(Refused):
    """A file whose content no layout claims."""


class Ambiguous(Refused):
    """A file that two layouts claim."""


class DamagedIds(Refused):
    """A file that a spreadsheet program has rewritten, its long ids rounded."""


class DateOrderUnknown(Refused):
    """A file in which neither day-first nor month-first can be proved."""


class UnsafeArchive(Refused):
    """A zip that would write outside its folder, follow a link or fill the disk."""


class ChannelUnclear(Refused):
    """A file that could be of several channels, or that is handed in for a channel of another platform."""


class PolicyError(WeekwatchError):
    """All the mistakes found in policy.toml, together."""


class UnknownMetric(WeekwatchError):
    """A metric name that no file in pipelines/metrics defines."""


class UnknownClause(WeekwatchError):
    """A clause id that no file in pipelines/clauses defines."""


class Unflagged(WeekwatchError):
    """A metric whose rows do not say how complete the exports are that they rest on."""


class NothingPublished(WeekwatchError):
    """A figure was asked for before anything was published."""


class DamagedData(WeekwatchError):
    """A file under the data folder that Weekwatch wrote and cannot read any more."""


class OlderData(DamagedData):
    """A publication of an earlier version of Weekwatch, which lacks what this one reads."""


class MixedData(WeekwatchError):
    """Sample data offered to a warehouse of real data, or the other way round."""


class WarehouseBusy(WeekwatchError):
    """Another process is writing the warehouse."""


class ModelError(WeekwatchError):
    """A model folder that cannot be used."""


class MailError(WeekwatchError):
    """A report that could not be sent."""


class BadInput(WeekwatchError):
    """A line, an option or a record handed in that is not what the command takes."""


class LedgerDamaged(WeekwatchError):
    """A ledger that is not what this software wrote, or that lacks a part."""


class LedgerBusy(WeekwatchError):
    """A ledger that somebody else has been writing for too long."""


class EventRefused(WeekwatchError):
    """An event that may not be recorded; nothing of it is kept."""


class MalformedEvent(EventRefused):
    """An event that lacks a field, or has one that its kind does not."""


class NotAllowed(EventRefused):
    """An event of somebody whose role does not let them record it."""


class FinalWord(EventRefused):
    """A decision that differs from one that is final."""


class NotNewest(EventRefused):
    """A decision on words that have been edited since they were shown."""


class DecidedMeanwhile(EventRefused):
    """A decision on an item that somebody else has acted on since it was shown."""


class OutOfOrder(EventRefused):
    """An event whose predecessor is missing, undone or closed."""


class LegalHold(WeekwatchError):
    """An erasure of what must be kept."""


class NotForThisRole(WeekwatchError):
    """Text or people asked for on behalf of somebody whose role sees figures alone."""
