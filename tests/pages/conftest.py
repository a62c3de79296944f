"""What tests of pages share: an office at work."""

from __future__ import annotations

import pytest

from tests.pages.office import Office


@pytest.fixture
def office(tmp_path):
    found = Office(tmp_path / "data")
    yield found
    found.ledger.store.close()
