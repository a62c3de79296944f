"""A list whose elements are made anew each time it is gone through, so that memory never holds them all."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any


class LazyList(list[Any]):
    """A list that stays in its file: it may be gone through any number of times, and is slow to index."""

    def __init__(self, elements: Callable[[], Iterator[Any]], length: int) -> None:
        super().__init__()
        self._elements, self._length = elements, length

    def __iter__(self) -> Iterator[Any]:
        return self._elements()

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        return self._length > 0

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._length)
            return list(itertools.islice(self, start, stop, step)) if step > 0 else list(self)[at]
        place = range(self._length)[at]
        return next(itertools.islice(self, place, None))

    def __contains__(self, value: object) -> bool:
        return any(value == element for element in self)

    def __reversed__(self) -> Iterator[Any]:
        return iter(list(self)[::-1])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, list) or len(other) != self._length:
            return False
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None

    def __repr__(self) -> str:
        return f"<a list of {self._length:,} in a file>"

    def _cannot(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a list that stays in its file can only be gone through")

    append = extend = insert = pop = remove = clear = sort = reverse = copy = index = count = _cannot
    __add__ = __iadd__ = __mul__ = __imul__ = __rmul__ = __setitem__ = __delitem__ = _cannot
    __lt__ = __le__ = __gt__ = __ge__ = _cannot
