"""The record of moderation: append-only, provable to an outsider, with every text apart so that it can be erased.

``Ledger`` records and reads; ``verify`` proves; ``checkpoint`` is what somebody else keeps; ``verifier`` travels with
an exported record and needs nothing but Python.
"""

from pipelines.ledger.record import Ledger
from pipelines.ledger.store import NAME as LEDGER

__all__ = ["LEDGER", "Ledger"]
