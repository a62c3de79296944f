"""Checks an exported record with nothing but Python: run ``python verifier.py FOLDER``.

The folder holds events.jsonl as hashed, checkpoint.txt (size and root, signed) and perhaps sealed.jsonl (salts, texts).
Checkpoints or such folders that you kept follow it: they alone bind its maker. Exit 0: as they say, 4: not.
"""

import hashlib
import json
import re
import sys
from base64 import b64decode, b64encode
from pathlib import Path

NOTE = r"(\S+\n(\d+)\n(\S+)\ntime (.+)\nkey (\S+)\n(?:subtree .+\n)*)\n— \S+ (\S+)\n"
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]
Peaks = list[tuple[int, bytes]]  # complete subtrees of RFC 6962, largest first: level and hash


def _point(data: bytes) -> Point | None:  # from its 32 bytes (RFC 8032, 5.1.3), in extended coordinates
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x * pow(2, (P - 1) // 4, P) % P if (x * x - square) % P else x
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, p: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    for bit in f"{factor:b}":
        found = _add(_add(found, found), p) if bit == "1" else _add(found, found)
    return found


def signature_is_right(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature of a message is by this key (RFC 8032, 5.1.7)."""
    public, r, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if public is None or r is None or s >= ORDER or len(key) != 32 or len(signature) != 64:
        return False
    base = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = _times(s, base), _add(r, _times(h, public))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def _must(hold: bool, wrong: str) -> None:
    if not hold:
        raise ValueError(wrong)


def _notes_in(path: Path) -> list[tuple[str, ...]]:  # signed part, size, root, time, key and signature of each
    text = (path / "checkpoint.txt" if path.is_dir() else path).read_text(encoding="utf-8-sig") + "\n"
    _must(bool(found := re.findall(NOTE, text.replace("\r\n", "\n"))), f"there is no checkpoint in {path}")
    return found


def _root(peaks: Peaks) -> bytes:
    root = peaks[-1][1] if peaks else hashlib.sha256().digest()
    for _, left in peaks[-2::-1]:
        root = hashlib.sha256(b"\x01" + left + root).digest()
    return root


def _grow(peaks: Peaks, line: bytes) -> None:
    level, carry = 0, hashlib.sha256(b"\x00" + line.rstrip(b"\n")).digest()
    while peaks and peaks[-1][0] == level:
        level, carry = level + 1, hashlib.sha256(b"\x01" + peaks.pop()[1] + carry).digest()
    peaks.append((level, carry))


def _read(path: Path, wanted: set[int], seals: set[bytes], keys: list[tuple[int, str]]) -> tuple[int, dict[int, bytes]]:
    size, peaks, roots = 0, Peaks(), {0: _root([])}
    for size, line in enumerate(path.open("rb"), start=1):
        event = json.loads(line)
        where = f"event {size} (id {event['id']})"
        _must(event["seq"] == size, f"{where}: it was recorded as event {event['seq']}")
        if event["kind"] in ("checkpoint_made", "key_changed"):
            said = (event["size"], event["root"])
            _must(said == (size - 1, _root(peaks).hex()), f"{where}: the events before it are not those it was made of")
            is_new, key = event["kind"] == "key_changed", event.get("key", "")
            if is_new and "signature" not in event:
                print(f"{where} names a new key that the one before did not sign, as when that is lost: ask about it")
            elif is_new:
                told = "\n".join(("weekwatch key", *map(str, said), key, "")).encode()
                is_signed = signature_is_right(b64decode(keys[-1][1]), told, b64decode(event["signature"]))
                _must(is_signed, f"{where}: the key before it did not sign the new one")
            keys += [(size if keys else 0, key)] if key and (is_new or not keys) else []
        _grow(peaks, line)
        seals.update(re.findall(rb'\{"sealed":"([0-9a-f]{64})"\}', line))
        roots |= {size: _root(peaks)} if size in wanted else {}
    return size, roots


def _which(folder: Path, path: str, agreed: int, upto: int, root: str) -> str:  # exact where a whole folder was kept
    peaks, first = Peaks(), 0
    if Path(path).is_dir():
        lines = zip(*(at.open("rb") for at in (Path(path, "events.jsonl"), folder / "events.jsonl")), strict=False)
        for number, (kept, line) in zip(range(1, upto + 1), lines, strict=False):
            _grow(peaks, kept)
            first = first or (number if kept != line else 0)
    is_exact = first and b64encode(_root(peaks)).decode() == root
    return f"event {first}" if is_exact else f"one of events {agreed + 1} to {upto}"


def main(*paths: str) -> int:
    """Prints what was found; returns the exit status."""
    folder, agreed, seals, keys = Path(paths[0]), 0, set[bytes](), list[tuple[int, str]]()
    notes = [(path, *note) for path in paths for note in _notes_in(Path(path))]
    size, roots = _read(folder / "events.jsonl", {int(note[2]) for note in notes}, seals, keys)
    for path, signed, count, root, time, key, signature in sorted(notes, key=lambda note: int(note[2])):
        upto, signers = int(count), [named for after, named in keys if after < int(count)] or [notes[0][5]]
        what, by = f"the checkpoint of {time}, of {upto} events,", b64decode(signature)[4:]
        _must(signature_is_right(b64decode(key), signed.encode(), by), f"{what} is not signed by its key")
        _must(upto <= size, f"event {size + 1}: it and the others up to {upto} are missing")
        if b64encode(roots[upto]).decode() != root:
            raise ValueError(f"{_which(folder, path, agreed, upto, root)}: it differs from what {what} was made of")
        whose = "a key that was retired before" if key in signers else "a key that the events do not name"
        _must(key == signers[-1], f"{what} is signed by {whose}")
        agreed = upto
        print(f"the first {upto} of {size} events are those of the checkpoint of {time}")
    texts = folder / "sealed.jsonl"
    for number, text in enumerate(texts.open("rb") if texts.exists() else (), start=1):
        one = json.loads(text)
        commitment = hashlib.sha256(bytes.fromhex(one["salt"]) + one["content"].encode()).hexdigest().encode()
        _must(commitment in seals, f"sealed.jsonl, line {number}: no event commits to this text")
    if len(paths) == 1:
        print("that checkpoint came with the folder: one that you kept yourself says more, as a second argument")
    elif size > (last := max(int(note[2]) for note in notes if note[0] != paths[0])):
        print(f"events after {last} are protected by no checkpoint that somebody else keeps")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (ValueError, KeyError, IndexError, TypeError, OSError) as error:
        print(f"not sound: {error}")
        sys.exit(4)
