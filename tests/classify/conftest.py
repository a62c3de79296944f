import pytest

from pipelines.classify import Classifier


@pytest.fixture(scope="session")
def patterns():
    """A classifier of patterns alone, with one organisation's own contacts allowed."""
    return Classifier(
        own_contacts=["info@healthwatchmarsh.example.org", "marshhub.example", "01632 960555", "9 Quay Street"]
    )
