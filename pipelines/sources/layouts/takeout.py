"""What Google's Takeouts share: the day on which each was made, and the products that hold nothing of use."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath

from pipelines.sources.day_order import day
from pipelines.sources.export import Export
from pipelines.sources.layouts import beside

# As Takeout names their folders; one that is not named here is looked into, and refused file by file.
OTHER_PRODUCTS = (
    "Access Log Activity", "Alerts", "Android *", "Assistant *", "Blogger", "Calendar", "Chrome", "Classroom",
    "Contacts", "Crisis User Reports", "Discover", "Drive", "Fit", "Gemini*", "Google Account", "Google Chat",
    "Google Feedback", "Google Finance", "Google Help Communities", "Google Meet", "Google Pay", "Google Photos",
    "Google Play *", "Google Shopping", "Google Store", "Google Workspace *", "Groups", "Home App", "Keep",
    "Location History*", "Mail", "Maps", "Maps (your places)", "My Activity", "My Maps", "News", "NotebookLM",
    "Personal Safety", "Profile", "Purchases*", "Recorder", "Reminders", "Saved", "Search*", "Street View", "Tasks",
    "Timeline", "Voice",
)  # fmt: skip
_TAKEN = re.compile(r"takeout-(\d{4})(\d\d)(\d\d)T", re.IGNORECASE)


def taken_on(part: Export, name: str) -> date:
    """The day by the name of the zip; else that on which the part was written."""
    found = (_TAKEN.match(folder) for folder in PurePath(name).parts)
    days = [day(*f.groups()) for f in found if f]
    return days[0] if days and days[0] else part.captured()


def note_other_products(export: Export) -> None:
    """Names what lies beside a product's folder and was not opened."""
    if export.is_folder and (others := sorted(beside(export.path.parent))):
        export.note(f"products of the Takeout that were not opened: {', '.join(others)}")
