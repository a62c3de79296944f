from pathlib import Path

import pytest

from pipelines.policy import load_policy
from pipelines.records import Comment
from pipelines.sources import Export, Reading, read
from pipelines.sources.printing import printed_lines

EXPORTS = Path(__file__).parents[1] / "exports"
POLICY = Path(__file__).parents[2] / "policy.toml"
FILES = sorted(
    p
    for folder in ("wordpress_wxr", "wordpress_rest")
    for p in (EXPORTS / folder).iterdir()
    if b"@example.org" in p.read_bytes()
)


def reading(tmp_path: Path, purpose: str) -> Reading:
    written = POLICY.read_text(encoding="utf-8").replace('keep_email = ""', f'keep_email = "{purpose}"')
    (tmp_path / "policy.toml").write_text(written, encoding="utf-8")
    return Reading.under(load_policy(tmp_path / "policy.toml"))


@pytest.mark.parametrize(
    "path",
    [f for f in FILES if not f.name.endswith("expected.json") and "truncated" not in f.name],
    ids=lambda p: p.name,
)
def test_an_authors_e_mail_is_read_only_for_a_stated_purpose_and_never_shown(path: Path, tmp_path: Path) -> None:
    for purpose, is_kept in (("", False), ("asking for approval of a rewording (S8-11)", True)):
        export = Export(path, path.name, reading(tmp_path, purpose))
        kept = [r.author_email for r in read(export) if isinstance(r, Comment) and r.author_email]
        assert bool(kept) is is_kept
        shown = "\n".join(printed_lines(Export(path, path.name, reading(tmp_path, purpose))))
        assert not [address for address in kept if address in shown]
