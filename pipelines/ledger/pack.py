"""What is handed to an outsider: the events as they were hashed, a checkpoint, and the program that checks them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipelines.as_json import plain
from pipelines.errors import BadInput
from pipelines.ledger.checkpoint import b64, signed
from pipelines.ledger.merkle import peaks_of
from pipelines.ledger.record import Ledger
from pipelines.ledger.signers import prepare, settle, signer_held, signer_now, signers, vouched

README = """This is a record of moderation. To check it, with any Python from 3.11 on and nothing else:

    python verifier.py .
    python verifier.py . CHECKPOINT

CHECKPOINT is one that you were given earlier and kept, or a whole folder such as this; give as many as you have, for
each narrows a change down. The first line alone shows that the events agree with the checkpoint beside them; only the
second shows that nothing before yours was changed, moved, put in or taken out by whoever made this folder. Neither
shows that an event was recorded in the first place.
"""


KEEP = """Keep checkpoint.txt where whoever keeps the record cannot reach it. When it matters, ask for the record (they
make it with export-record) and check it against yours, with any Python from 3.11 on and nothing else:

    python verifier.py FOLDER checkpoint.txt

That shows that nothing up to your checkpoint was changed, moved, put in or taken out since. It does not show that an
event was recorded in the first place.
"""


def make_checkpoint(ledger: Ledger, actor: str | None = None) -> str:
    """The signed size and root of the ledger now, itself an event, unless nothing happened since the last one.

    Raises:
        LedgerDamaged: the key that signs this record is gone.
    """
    store = ledger.store
    with store.transaction():
        ledger.seed()
        key = signer_now(store)
        last = next(ledger.events(after=store.size() - 1), None)
        if last is None or last["kind"] != "checkpoint_made":
            _noted(ledger, "checkpoint_made", key, actor)
        return _signed(ledger, key)


def change_key(ledger: Ledger, actor: str | None = None, *, is_lost: bool = False) -> str:
    """Names a new signing key in the record; a checkpoint of that by the old one, then one by the new.

    Raises:
        LedgerDamaged: the old one is gone, and nobody said that it is lost.
        BadInput: it was said to be lost, and is there.
    """
    store = ledger.store
    with store.transaction():
        ledger.seed()
        named = signers(store)
        old = None if is_lost else signer_now(store)
        if is_lost and (not named or signer_held(store.data, named)):
            raise BadInput("--old-key-lost", "no key of this record is missing", "Leave this option out")
        if old and not named:
            _noted(ledger, "checkpoint_made", old, actor)
        _noted(ledger, "key_changed", prepare(store.data), actor, old)
        last = _signed(ledger, old) + "\n" if old else ""
        named = signers(store)
    settle(store.data, named)
    return last + make_checkpoint(ledger, actor)


def _noted(
    ledger: Ledger, kind: str, key: Ed25519PrivateKey, actor: str | None, old: Ed25519PrivateKey | None = None
) -> None:
    """An event of the tree as it is, and of the key that signs what follows."""
    size = ledger.store.size()
    told = {"size": size, "root": ledger.store.root(size).hex(), "key": b64(key.public_key().public_bytes_raw())}
    told |= {"signature": b64(old.sign(vouched(told)))} if old else {}
    ledger.note_within(kind, actor=actor, **told)


def _signed(ledger: Ledger, key: Ed25519PrivateKey) -> str:
    store = ledger.store
    return signed(key, peaks_of(store.node, store.size()), str(plain(ledger.now())))


def hand_over(ledger: Ledger, out: Path, actor: str | None = None) -> int:
    """Writes a checkpoint to keep and the program that checks a record against it, without the record itself."""
    out.mkdir(parents=True, exist_ok=True)
    note = make_checkpoint(ledger, actor)
    (out / "checkpoint.txt").write_text(note, encoding="utf-8", newline="\n")
    shutil.copyfile(Path(__file__).with_name("verifier.py"), out / "verifier.py")
    (out / "README.txt").write_text(KEEP, encoding="utf-8", newline="\n")
    return int(note.splitlines()[1])


def export_record(ledger: Ledger, out: Path, *, with_texts: bool = False, actor: str | None = None) -> int:
    """Writes the pack below ``out``; returns how many events are in it.

    Raises:
        BadInput: there is something already.
    """
    if out.exists() and any(out.iterdir()):
        raise BadInput(str(out), "the folder is not empty", "Name a new one")
    out.mkdir(parents=True, exist_ok=True)
    ledger.note("export_made", subject="record-with-texts" if with_texts else "record", actor=actor)
    note = make_checkpoint(ledger, actor)
    size = int(note.splitlines()[1])
    (out / "checkpoint.txt").write_text(note, encoding="utf-8", newline="\n")
    with (out / "events.jsonl").open("wb") as file:
        for (body,) in ledger.store.db.execute("select body from event where seq <= ? order by seq", (size,)):
            file.write(body.encode() + b"\n")
    if with_texts:
        sql = "select seq, field, salt, content from sealed where content is not null and seq <= ? order by seq, field"
        with (out / "sealed.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for seq, field, salt, content in ledger.store.db.execute(sql, (size,)):
                opening = {"seq": seq, "field": field, "salt": salt.hex(), "content": content}
                file.write(json.dumps(opening, ensure_ascii=False) + "\n")
    shutil.copyfile(Path(__file__).with_name("verifier.py"), out / "verifier.py")
    (out / "README.txt").write_text(README, encoding="utf-8", newline="\n")
    return size
