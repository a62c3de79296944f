"""The tree is that of RFC 6962: the vectors that transparency-dev/merkle publishes, and every size from 1 to 257."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ledger import merkle

LEAVES = [bytes.fromhex(h) for h in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
CONSISTENCY = {
    (1, 1): (),
    (1, 8): INCLUSION[0, 8],
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
    (6, 7): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}


class Tree:
    """A tree in memory, kept as the ledger keeps it."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = [merkle.leaf_hash(data) for data in leaves]
        self.inner: list[bytes] = []
        peaks: list[tuple[int, bytes]] = []
        for leaf in self.leaves:
            self.inner += merkle.grown(peaks, leaf)

    def node(self, level: int, index: int) -> bytes:
        return self.inner[merkle.place(level, index) - 1] if level else self.leaves[index]


def plain_root(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return merkle.node_hash(plain_root(leaves[:half]), plain_root(leaves[half:]))


BIG = Tree([str(i).encode() for i in range(257)])
ALL_ROOTS = [plain_root(BIG.leaves[:size]) for size in range(258)]


def test_the_published_roots() -> None:
    tree = Tree(LEAVES)
    assert [merkle.root(tree.node, size).hex() for size in range(1, 9)] == ROOTS
    assert merkle.root(tree.node, 0) == merkle.EMPTY_ROOT


def test_the_published_inclusion_proofs() -> None:
    tree = Tree(LEAVES)
    for (index, size), proof in INCLUSION.items():
        assert [step.hex() for step in merkle.inclusion(tree.node, index, size)] == list(proof)


def test_the_published_consistency_proofs() -> None:
    tree = Tree(LEAVES)
    for (old, new), proof in CONSISTENCY.items():
        assert [step.hex() for step in merkle.consistency(tree.node, old, new)] == list(proof)


@pytest.mark.parametrize("size", range(1, 258))
def test_every_leaf_of_every_size_is_proved_and_no_other(size: int) -> None:
    root = merkle.root(BIG.node, size)
    assert root == ALL_ROOTS[size]
    for index in {*range(0, size, 7), size - 1}:
        proof = merkle.inclusion(BIG.node, index, size)
        assert len(proof) <= (size - 1).bit_length()
        assert merkle.is_included(index, size, BIG.leaves[index], proof, root)
        assert not merkle.is_included(index, size, merkle.leaf_hash(b"changed"), proof, root)
        assert not merkle.is_included(index ^ 1, size, BIG.leaves[index], proof, root)
        assert not merkle.is_included(index, size, BIG.leaves[index], [*proof, root], root)
        assert not proof or not merkle.is_included(index, size, BIG.leaves[index], proof[:-1], root)


@pytest.mark.parametrize("new", range(1, 258))
def test_every_size_grew_out_of_every_smaller_one(new: int) -> None:
    for old in {*range(0, new + 1, 5), new - 1, new}:
        proof = merkle.consistency(BIG.node, old, new)
        assert len(proof) <= new.bit_length() + 1
        assert merkle.is_consistent(old, new, ALL_ROOTS[old], ALL_ROOTS[new], proof)
        if 0 < old < new:
            assert not merkle.is_consistent(old, new, ALL_ROOTS[old - 1], ALL_ROOTS[new], proof)
            assert not merkle.is_consistent(old, new, ALL_ROOTS[old], ALL_ROOTS[new - 1], proof)
            assert not merkle.is_consistent(old, new, ALL_ROOTS[old], ALL_ROOTS[new], proof[:-1])
            assert not merkle.is_consistent(old, new, ALL_ROOTS[old], ALL_ROOTS[new], [*proof, proof[0]])


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_leaf_is_not_in_the_tree(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.binary(max_size=4))
    tree = Tree(leaves)
    proof = merkle.inclusion(tree.node, index, len(leaves))
    root = merkle.root(tree.node, len(leaves))
    assert merkle.is_included(index, len(leaves), merkle.leaf_hash(other), proof, root) == (other == leaves[index])


def test_the_nodes_are_numbered_in_the_order_in_which_they_are_made() -> None:
    places = [merkle.place(level, index) for level in range(1, 8) for index in range(128 >> level)]
    assert sorted(places) == list(range(1, 128))
