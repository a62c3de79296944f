"""Signing in: by an OpenID Connect provider where one is configured, else by the account that runs the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.parts import gate
from pages.parts.visitor import account
from pipelines.policy import Policy


def provider() -> Mapping[str, Any]:
    """The provider that `.streamlit/secrets.toml` configures under [auth]; empty where it configures none."""
    found: Mapping[str, Any] = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    return found if found.get("client_id") and found.get("server_metadata_url") else {}


def address() -> str:
    """Where a browser finds the dashboard; without a provider, the link that opens the gate."""
    if back := provider().get("redirect_uri"):
        return str(back).removesuffix("/oauth2callback")
    where = f"http://{st.get_option('server.address')}:{st.get_option('server.port')}/"
    return f"{where}?{gate.TOKEN}={gate.shut().token}"


def is_let_in() -> bool:
    """Whether whoever is there may be asked who they are; where not, the page says how to get in and nothing else."""
    if provider():
        if st.user.is_logged_in:
            return True
        st.title("Weekwatch", anchor=False)
        st.markdown("Sign in with your work account to see it.")
        st.button("Sign in", icon=":material/login:", type="primary", on_click=st.login)
        return False
    if gate.is_shut():
        return True
    st.title("Weekwatch", anchor=False)
    st.error(
        "**Weekwatch was started without its gate, so nothing is shown.** Stop it, and start it with "
        "`python -m pipelines serve`.", icon=":material/lock:",
    )  # fmt: skip
    return False


def login(policy: Policy) -> str | None:
    """Under which login they came; None where the provider does not vouch for it."""
    if not provider():
        return account()
    if not st.user.is_logged_in:
        return None
    claim = policy.sign_in.claim
    if claim == "email" and st.user.get("email_verified") is not True:
        return None
    told = st.user.get(claim)
    return str(told) if told else None


def way_out() -> None:
    """A button to sign out, where one is signed in."""
    if provider() and st.user.is_logged_in:
        st.button("Sign out", icon=":material/logout:", on_click=st.logout)
