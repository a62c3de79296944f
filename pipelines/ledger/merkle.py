"""The Merkle tree of RFC 6962: its root, and proofs that an event is in it or that it only ever grew.

Only the hashes of complete subtrees are kept, each written once, in the order in which events complete them. So an
append writes one hash on average, and every root and proof reads a number of them that grows with the logarithm.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

Node = Callable[[int, int], bytes]  # the hash of the complete subtree of a level (0: leaves) and index
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of an event's canonical bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def place(level: int, index: int) -> int:
    """Which, from 1, of all inner nodes in the order in which leaves complete them."""
    last = ((index + 1) << level) - 1
    return last - last.bit_count() + level


def grown(peaks: list[tuple[int, bytes]], leaf: bytes) -> list[bytes]:
    """Adds a leaf to the tree's complete subtrees, largest first; returns the inner nodes that it completes."""
    level, carry, made = 0, leaf, []
    while peaks and peaks[-1][0] == level:
        carry = node_hash(peaks.pop()[1], carry)
        level += 1
        made.append(carry)
    peaks.append((level, carry))
    return made


def peaks_of(node: Node, size: int) -> list[tuple[int, bytes]]:
    """The complete subtrees that make up a tree of this size, largest first."""
    levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
    return [(level, node(level, (size >> level) - 1)) for level in levels]


def folded(peaks: Sequence[tuple[int, bytes]]) -> bytes:
    """The root above these subtrees."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        root = node_hash(left, root)
    return root


def root(node: Node, size: int) -> bytes:
    """The root of the first so many leaves."""
    return folded(peaks_of(node, size))


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def _range(node: Node, first: int, end: int) -> bytes:
    size = end - first
    if size & (size - 1) == 0:
        return node(size.bit_length() - 1, first // size)
    middle = first + _split(size)
    return node_hash(_range(node, first, middle), _range(node, middle, end))


def inclusion(node: Node, index: int, size: int) -> list[bytes]:
    """The proof that the leaf of this index (from 0) is in the tree of this size."""
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(_range(node, middle, end))
            end = middle
        else:
            path.append(_range(node, first, middle))
            first = middle
    return path[::-1]


def consistency(node: Node, old: int, new: int) -> list[bytes]:
    """The proof that the tree of the old size is the beginning of that of the new one."""
    if old in (0, new):
        return []
    path: list[bytes] = []
    first, end, is_whole = 0, new, True
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            path.append(_range(node, middle, end))
            end = middle
        else:
            path.append(_range(node, first, middle))
            first, is_whole = middle, False
    return ([] if is_whole else [_range(node, first, end)]) + path[::-1]


def is_included(index: int, size: int, leaf: bytes, proof: Sequence[bytes], wanted: bytes) -> bool:
    """Whether a proof shows that a leaf stands at an index of the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == wanted


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that one tree is the beginning of another (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return new > 0 and not proof
    if old > new or not proof:
        return False
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, step)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
