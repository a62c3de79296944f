"""What stands above a comment that is judged."""

from __future__ import annotations

import pandas as pd
import pytest

from pages.parts.thread import Told


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Flu jabs\n\nFlu jabs start on Monday.", "Flu jabs start on Monday."),
        ("Flu jabs\n\nThey start on Monday.", "Flu jabs\n\nThey start on Monday."),
        ("Flu jabs", "Flu jabs"),
        ("\n\nThey start on Monday.", "\n\nThey start on Monday."),
        (None, ""),
    ],
)
def test_a_title_that_the_post_begins_with_is_not_said_twice(text, shown):
    assert Told({"post_text": text}, pd.DataFrame(), {}, []).post == shown
