"""The sentence at the top of the week, as the reports say it too."""

from __future__ import annotations

from pipelines.reports.verdict import verdict

__all__ = ["verdict"]
