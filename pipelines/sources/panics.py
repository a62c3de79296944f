"""Damaged workbooks make their reader panic: that is told as an error, in one line and not in a page of Rust."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def panics_told() -> Iterator[None]:
    """Turns a panic, which is no Exception, into a ValueError, and keeps what it prints off standard error.

    Raises:
        ValueError: the reader gave up.
    """
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise ValueError("the workbook is damaged") from error
        raise
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
