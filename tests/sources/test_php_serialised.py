import math

import pytest

from pipelines.sources.php_serialised import MAX_BYTES, MAX_DEPTH, SerialisationError, loads


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"N;", None),
        (b"b:1;", True),
        (b"b:0;", False),
        (b"i:-7;", -7),
        (b"d:1754643600.25;", 1754643600.25),
        (b"d:1.75E+9;", 1.75e9),
        (b"d:INF;", math.inf),
        (b's:0:"";', ""),
        (b's:3:"a"b";', 'a"b'),
        ('s:10:"zoë-admin";'.encode(), "zoë-admin"),
        (b's:1:"\xff";', "\ufffd"),
        (b"a:0:{}", {}),
        (b'a:2:{i:0;s:1:"x";s:1:"k";a:1:{s:1:"y";d:0.5;}}', {0: "x", "k": {"y": 0.5}}),
    ],
)
def test_scalars_and_arrays_are_read(data, value):
    assert loads(data) == value


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "breaks off"),
        (b'a:1:{s:4:"time";', "breaks off"),
        (b"b:2;", "damaged"),
        (b"i:99999999999999999999999;", "damaged"),
        (b"d:abc;", "a number is damaged"),
        ('s:9:"zoë-admin";'.encode(), "does not have the length"),
        (b's:99:"short";', "does not have the length"),
        (b"a:2:{i:0;i:1;}", "breaks off"),
        (b"a:1:{i:0;i:1;i:2;i:3;}", "does not have the length"),
        (b"a:1:{b:1;i:1;}", "key"),
        (b"i:1;i:2;", "follows"),
        (b'O:8:"stdClass":0:{}', "objects"),
        (b'C:3:"Foo":0:{}', "objects"),
        (b"a:2:{i:0;i:1;i:1;R:2;}", "objects and references"),
        (b"a:1:{i:0;" * (MAX_DEPTH + 1) + b"N;" + b"}" * (MAX_DEPTH + 1), "too deeply"),
        (b"a:1:{i:0;" * 5000, "too deeply"),
        (b"N" * (MAX_BYTES + 1), "too long"),
    ],
)
def test_anything_else_is_one_small_error(data, reason):
    with pytest.raises(SerialisationError, match=reason):
        loads(data)


def test_arrays_may_be_as_deep_as_the_bound():
    value = loads(b"a:1:{i:0;" * MAX_DEPTH + b"N;" + b"}" * MAX_DEPTH)
    for _ in range(MAX_DEPTH):
        assert isinstance(value, dict)
        value = value[0]
    assert value is None
