"""Every page, drawn with twelve weeks, with next to nothing and with nothing at all."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages import all_pages
from tests.pages import story

NAMES = [p.name for p in all_pages()]


def show(name, published, window):
    from pages import all_pages
    from pages.parts import frame
    from pages.parts.desk import PublishedDesk

    page = next(p for p in all_pages() if p.name == name)
    frame.show(page, PublishedDesk(published, published.publication(), window))


def draw(name, kind="full", window=None, **address):
    app = AppTest.from_function(show, args=(name, story.Story(kind), window or story.window()), default_timeout=30)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def text(app):
    """All that a reader of the page meets."""
    found = []
    for kind in ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success", "text"):
        found += [str(element.value) for element in getattr(app, kind)]
    found += [element.proto.body for element in app.get("html")]
    found += [str(t.value.to_dict("list")) for t in app.table]
    return "\n".join(found)


@pytest.mark.parametrize("kind", ["full", "tiny", "empty"])
@pytest.mark.parametrize("name", NAMES)
def test_page_is_drawn_whatever_the_data(name, kind):
    app = draw(name, kind)
    assert not app.exception, [e.value for e in app.exception]
    assert len(app.title) == 1
    assert "no model: only patterns are in force" in text(app)
    assert "week of Monday 2 March 2026" in text(app)
