"""What is wrong with the exports behind a figure, as the reports say it too."""

from __future__ import annotations

from pipelines.reports.cautions import FLAGS, caution, told

__all__ = ["FLAGS", "caution", "told"]
