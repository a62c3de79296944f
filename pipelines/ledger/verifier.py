"""Checks an exported record with nothing but Python: run ``python verifier.py FOLDER``.

The folder holds events.jsonl (one event a line, as it was hashed), checkpoint.txt (its size and root, signed) and, if
texts were handed out, sealed.jsonl (salt and text of what the events commit to). A checkpoint that you kept yourself is
the second argument: it alone binds whoever made the folder. Exit 0: as it says, 4: not. No event is shown to be there.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def point(data: bytes) -> Point | None:
    """A point of the curve from its 32 bytes (RFC 8032, 5.1.3), in extended coordinates; None if there is none."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(p: Point, q: Point) -> Point:
    """The sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, p: Point) -> Point:
    """A multiple of a point."""
    found: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = add(found, p)
        p, factor = add(p, p), factor >> 1
    return found


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def signature_is_right(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature of a message is by this key (RFC 8032, 5.1.7)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if public is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(r, times(h, public))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def parts_of(note: str) -> tuple[int, bytes, str, bytes, bytes, bytes]:
    """Size, root, time, signed part, key and signature of a checkpoint."""
    body, _, signatures = note.replace("\r\n", "\n").partition("\n\n")
    lines = body.split("\n")
    key = base64.b64decode(lines[4].removeprefix("key "))
    signature = base64.b64decode(signatures.split()[2])[4:]
    return int(lines[1]), base64.b64decode(lines[2]), lines[3], (body + "\n").encode(), key, signature


def sha256(*parts: bytes) -> bytes:
    """SHA-256 of parts in a row."""
    return hashlib.sha256(b"".join(parts)).digest()


def folded(peaks: list[tuple[int, bytes]]) -> bytes:
    """The root above complete subtrees, largest first (RFC 6962)."""
    root = peaks[-1][1] if peaks else sha256()
    for _, left in peaks[-2::-1]:
        root = sha256(b"\x01", left, root)
    return root


def roots(lines: Iterable[bytes], wanted: set[int], commitments: set[bytes]) -> tuple[int, dict[int, bytes]]:
    """The root after each wanted number of events; raises ValueError at the first event that is not in its place."""
    peaks: list[tuple[int, bytes]] = []
    found, size = {0: sha256()}, 0
    for size, line in enumerate(lines, start=1):
        data = line.rstrip(b"\n")
        event = json.loads(data)
        if event["seq"] != size:
            raise ValueError(f"event {size} (id {event['id']}): it was recorded as event {event['seq']}")
        if event["kind"] == "checkpoint_made" and (event["size"], event["root"]) != (size - 1, folded(peaks).hex()):
            raise ValueError(f"event {size} (id {event['id']}): the events before it are not those it was made of")
        level, carry = 0, sha256(b"\x00", data)
        while peaks and peaks[-1][0] == level:
            level, carry = level + 1, sha256(b"\x01", peaks.pop()[1], carry)
        peaks.append((level, carry))
        commitments.update(re.findall(rb'\{"sealed":"([0-9a-f]{64})"\}', data))
        if size in wanted:
            found[size] = folded(peaks)
    return size, found


def main(folder: str, kept: str | None = None) -> int:
    """Prints what was found; returns the exit status."""
    notes = [Path(folder, "checkpoint.txt"), *([Path(kept)] if kept else [])]
    checkpoints = [parts_of(path.read_text(encoding="utf-8")) for path in notes]
    commitments: set[bytes] = set()
    with Path(folder, "events.jsonl").open("rb") as lines:
        size, found = roots(lines, {checkpoint[0] for checkpoint in checkpoints}, commitments)
    for upto, root, time, signed, key, signature in checkpoints:
        if not signature_is_right(key, signed, signature):
            raise ValueError(f"the checkpoint of {upto} events is not signed by its key")
        if key != checkpoints[0][4]:
            raise ValueError("the two checkpoints are signed by different keys")
        if found.get(upto) != root:
            what = "differ" if upto <= size else "are not all there"
            raise ValueError(f"event {min(upto, size + 1)} or one before it: the first {upto} events {what}")
        print(f"the first {upto} of {size} events are those of the checkpoint of {time.removeprefix('time ')}")
    texts = Path(folder, "sealed.jsonl")
    for number, line in enumerate(texts.open("rb") if texts.exists() else (), start=1):
        one = json.loads(line)
        if sha256(bytes.fromhex(one["salt"]), one["content"].encode()).hex().encode() not in commitments:
            raise ValueError(f"sealed.jsonl, line {number}: no event commits to this text")
    if kept is None:
        print("that checkpoint came with the folder: one that you kept yourself says more, as a second argument")
    elif size > checkpoints[-1][0]:
        print(f"events after {checkpoints[-1][0]} are protected by no checkpoint that somebody else keeps")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:3]))
    except (ValueError, KeyError, IndexError, OSError) as error:
        print(f"not sound: {error}")
        sys.exit(4)
