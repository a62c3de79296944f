"""Filters that stand in the address: it is read before each is drawn, and written when it is changed."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def choice(label: str, key: str, options: Mapping[str, str]) -> str:
    """A choice by key, shown by name; an empty key is the one that filters nothing."""
    asked = st.query_params.get(key, "")
    st.session_state[f"{key}_chosen"] = asked if asked in options else next(iter(options))
    chosen: str = st.selectbox(
        label, list(options), format_func=lambda k: options[k], key=f"{key}_chosen", width=190,
        on_change=_write, args=(key,),
    )  # fmt: skip
    return chosen


def text(label: str, key: str, icon: str) -> str:
    """A line of text, without the blanks around it."""
    st.session_state[f"{key}_chosen"] = st.query_params.get(key, "")
    return st.text_input(label, key=f"{key}_chosen", icon=icon, on_change=_write, args=(key,)).strip()


def _write(key: str) -> None:
    if value := st.session_state[f"{key}_chosen"].strip():
        st.query_params[key] = value
    elif key in st.query_params:
        del st.query_params[key]
