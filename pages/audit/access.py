"""Who works here, what they confirmed and who has the keys: the organisation's registers, kept in the record."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from pages import Desk
from pages.parts import confirmed, keys, register_form, registers

TITLE = "Access"
ASKS = "Who holds which role, who has the keys of each channel, and is it as the policy wants it?"
ORDER = 5
ICON = ":material/badge:"


def render(desk: Desk) -> None:
    """Draws the registers; whoever sees figures alone confirms for themselves and sees nobody else."""
    register_form.told()
    ledger = desk.ledger
    if ledger is None:
        st.markdown("The registers name people, and your role sees figures alone.")
        confirmed.own(desk, (desk.window.now or datetime.now(UTC)).date())
        return
    registers.people(desk, ledger)
    keys.keys(desk, ledger)
    confirmed.acknowledgements(desk, ledger)
    confirmed.attestations(desk, ledger)
    confirmed.allowed(desk, ledger)
