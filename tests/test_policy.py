"""policy.toml: the shipped one is sound, and every mistake in one is reported with its line, all together."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from pipelines.classify import CATEGORIES
from pipelines.errors import PolicyError
from pipelines.policy import load_policy
from pipelines.policy.lines import line_numbers

SHIPPED = Path(__file__).parents[1] / "policy.toml"
SOUND = """\
[organisation]
name = "Healthwatch Exampleshire"
zone = "Europe/London"
signpost = "info@example.org"
[policy]
title = "Policy"
version = "1"
effective = 2024-01-01
[cadence]
every_days = 7
[[channels]]
id = "website"
name = "Website"
platform = "wordpress"
moderation = "before"
can = ["approve", "hold"]
active_from = 2024-01-01
[[channels]]
id = "facebook"
name = "Facebook"
platform = "facebook"
moderation = "after"
can = ["hide"]
active_from = 2024-01-01
[[roles]]
id = "ceo"
name = "CEO"
keys = ["website", "facebook"]
[[people]]
id = "chief"
role = "ceo"
since = 2024-01-01
until = 2024-12-31
[[people]]
id = "chief"
role = "ceo"
since = 2025-06-01
[[categories]]
id = "abuse"
name = "Abuse"
direction = "inbound"
threshold = 0.5
rank = 1
[[principles]]
id = "S8-5"
name = "Personal attack"
[[local_choices]]
id = "remove_within_hours"
value = 24
because = "The policy is silent."
[[local_choices]]
id = "first_review_within_days"
value = 7
because = "The policy is silent."
[[local_choices]]
id = "reword_open_days"
value = 14
because = "The policy is silent."
[[local_choices]]
id = "late_recording_hours"
value = 48
because = "The policy is silent."
[[local_choices]]
id = "post_maturity_days"
value = 7
because = "The policy is silent."
[retention]
comments_days = 1095
rejects_days = 90
[board_pack]
sheets = ["cadence"]
[[tables]]
name = "Form"
record = "post"
requires = ["Subject"]
columns = { text = "Subject", figures.views = "Opens" }
"""
END = len(SOUND.splitlines())


def mistakes(folder: Path, text: str) -> list[tuple[int, str]]:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert caught.value.where == str(path)
    count, _, listed = caught.value.what.partition(": ")
    found = [(int(n), what) for n, what in re.findall(r"line (\d+): (.*?)(?=; line \d+: |$)", listed)]
    assert count == f"{len(found)} mistake" + "s" * (len(found) > 1)
    return found


def test_shipped_policy_is_sound():
    policy = load_policy(SHIPPED)
    assert policy.sha256 == hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    assert [c.id for c in policy.channels] == ["website", "facebook", "x", "instagram"]
    assert policy.policy.effective == date(2017, 8, 29)
    assert policy.choice("remove_within_hours") == 24
    assert set(policy.thresholds("outbound")) == set(CATEGORIES["outbound"])


def test_a_sound_policy_with_a_mapped_figure(tmp_path):
    (tmp_path / "p.toml").write_text(SOUND)
    policy = load_policy(tmp_path / "p.toml")
    assert policy.tables[0].columns == {"text": "Subject", "figures.views": "Opens"}
    assert policy.own_accounts() == {"wordpress": [], "facebook": []}


ONE = [
    ('version = "1"', "version = 2.1", 7, '"version" must be text, not 2.1'),
    ("effective = 2024-01-01", 'effective = "May"', 8, "\"effective\" must be a day such as 2026-03-02, not 'May'"),
    ("effective = 2024-01-01", "effective = 2024-01-01T10:00:00", 8, None),
    ("every_days = 7", "every_days = true", 10, '"every_days" must be a whole number, not True'),
    ("every_days = 7", "every_days = 0", 10, '"every_days" must be 1 or more, not 0'),
    ("every_days = 7", "every = 7\nevery_days = 7", 10, '"every" is no setting here; known are every_days'),
    ("[cadence]\nevery_days = 7\n", "", 1, '"cadence" is missing'),
    ("[cadence]\nevery_days = 7\n", "[cadence]\n", 9, '"every_days" is missing in [cadence]'),
    ('moderation = "after"', 'moderation = "aftr"', 22, 'moderation "aftr" is unknown; use one of: before, after'),
    ('can = ["hide"]', 'can = [\n  "hide",  # ] "\n  "hise",\n]', 25,
     'can "hise" is unknown; use one of: approve, hold, reword, hide, remove'),
    ('can = ["hide"]', 'can = ["hide", 3]', 23, '"can" must be text, not 3'),
    ('can = ["hide"]', 'can = "hide"', 23, "\"can\" must be a list, not 'hide'"),
    ('name = "Personal attack"', 'name = "Attack"\n[[principles]]\nid = "S8-5"\nname = "Again"', 48,
     '"S8-5" stands twice among the principles'),
    ('name = "Facebook"', '"name" = "WEBSITE"', 20, '"WEBSITE" stands twice among the channels'),
    ('keys = ["website", "facebook"]', 'keys = ["website", "fb"]', 28,
     'keys "fb" is unknown; use one of: website, facebook'),
    ('role = "ceo"\nsince = 2025-06-01', 'role = "chair"\nsince = 2025-06-01', 36,
     'role "chair" is unknown; use one of: ceo'),
    ('name = "Personal attack"', 'name = "Personal attack"\nrisks = ["abuse", "rude"]', 47,
     'risks "rude" is unknown; use one of: abuse'),
    ('keys = ["website", "facebook"]', 'opens = ["risk", "cellar"]', 28,
     'opens "cellar" is unknown; use one of: overview, moderation, engagement, risk, audit'),
    ('keys = ["website", "facebook"]', 'records = ["rounds", "parties"]', 28, None),
    ('keys = ["website", "facebook"]', 'handle = "everything"', 28,
     'handle "everything" is unknown; use one of: figures, comments'),
    ("since = 2025-06-01", "since = 2024-12-31", 37, '"chief" holds the role "ceo" twice at the same time'),
    ("until = 2024-12-31", "until = 2023-12-31", 33, 'person "chief" leaves the role before taking it up'),
    ("since = 2025-06-01", 'since = 2025-06-01\nline_manager = "nobody"', 38,
     'line manager "nobody" is unknown; use one of: chief'),
    ("threshold = 0.5", "threshold = 50", 42, "a threshold lies above 0 and up to 1, not 50"),
    ("threshold = 0.5", "threshold = nan", 42, "a threshold lies above 0 and up to 1, not nan"),
    ('direction = "inbound"', 'direction = "in"', 41, 'direction "in" is unknown; use one of: inbound, outbound'),
    ("rank = 1", 'rank = 1\n[[categories]]\nid = "rude"\nname = "R"\ndirection = "inbound"\n'
     'threshold = 1\nrank = 2\nscore = "abuse"', 50, '"abuse" is scored twice among the inbound categories'),
    ('id = "remove_within_hours"', 'id = "remove"', 47, '[[local_choices]] has no "remove_within_hours"'),
    ("value = 24", "value = -1", 49, '"value" must be 0 or more, not -1'),
    ('zone = "Europe/London"', 'zone = "London"', 3, '"London" is no time zone; use a name such as Europe/London'),
    ("[board_pack]", '[reading]\nzones.exportcomments = "GMT+1"\n[board_pack]', 71,
     '"GMT+1" is no time zone; use a name such as Europe/London'),
    ("[board_pack]", '[reading.date_order]\n"meta" = "day last"\n[board_pack]', 71,
     'a date order is "day first" or "month first", not "day last"'),
    ("[board_pack]", '[reading]\nzones = { a = "Europe/Paris", b = "Mars" }\n[board_pack]', 71,
     '"Mars" is no time zone; use a name such as Europe/London'),
    ("[board_pack]", '[[models]]\nsource = "m"\nlabels = { toxic = "abuse.threat", odd = "oddness" }\n[board_pack]', 72,
     '"oddness" is no category'),
    ("[board_pack]", '[[models]]\nsource = "m"\nhypotheses = { oddness = "This is odd." }\n[board_pack]', 72,
     '"oddness" is no category'),
    ("[board_pack]", '[[models]]\nsource = "m"\nruntime = "tensorflow"\n[board_pack]', 72,
     'runtime "tensorflow" is unknown; use one of: onnx, torch'),
    ("[retention]", '[retention]\nreject_days = 9', 68, None),
    ("figures.views", "views", 76, None),
    ('text = "Subject"', 'rating = "Subject"', 76, None),
    ('text = "Subject"', 'published_at = "Sent"', 76,
     '"date_format" is missing: how are the dates in "published_at" written'),
    ('record = "post"', 'record = "mail"', 74, 'record "mail" is unknown; use one of: comment, post, action'),
    ('requires = ["Subject"]', "requires = []", 75, '"requires" must name a column, or every table would match'),
    ('requires = ["Subject"]', 'requires = ["Subject"]\ndate_format = "dd/mm/yyyy"', 76,
     '"dd/mm/yyyy" is no date format such as %d/%m/%Y %H:%M'),
    ('requires = ["Subject"]', 'requires = ["Subject"]\nzone = "Mars"\nchannel = "website"', 76,
     '"Mars" is no time zone; use a name such as Europe/London'),
]  # fmt: skip


@pytest.mark.parametrize(("sound", "mistaken", "line", "what"), ONE)
def test_one_mistake_is_told_with_its_line(tmp_path, sound, mistaken, line, what):
    assert SOUND.count(sound) >= 1
    head, _, tail = SOUND.rpartition(sound) if sound == "since = 2025-06-01" else SOUND.partition(sound)
    ((found_line, found),) = mistakes(tmp_path, head + mistaken + tail)
    assert found_line == line
    assert what is None or found == what


def test_all_mistakes_are_told_together_whatever_their_kind(tmp_path):
    text = SOUND.replace("threshold = 0.5", 'threshold = "half"').replace('"after"', '"aftr"').replace("value = 14", "")
    text = text.replace('role = "ceo"', 'role = "cleo"').replace('zone = "Europe/London"', 'zone = "Nowhere"')
    assert mistakes(tmp_path, text) == [
        (3, '"Nowhere" is no time zone; use a name such as Europe/London'),
        (22, 'moderation "aftr" is unknown; use one of: before, after'),
        (31, 'role "cleo" is unknown; use one of: ceo'),
        (36, 'role "cleo" is unknown; use one of: ceo'),
        (42, "\"threshold\" must be a number, not 'half'"),
        (55, '"value" is missing in [local_choices]'),
    ]


@pytest.mark.parametrize("word", ["channels", "people", "categories", "tables", "local_choices"])
def test_a_list_that_is_something_else_is_a_mistake_and_no_crash(tmp_path, word):
    text = re.sub(rf"\[\[{word}\]\]\n([^\[].*\n)*", "", SOUND)
    found = mistakes(tmp_path, f"{word} = 3\n{text}")
    assert (1, f'"{word}" must be a list, not 3') in found
    found = mistakes(tmp_path, f"{word} = [3]\n{text}")
    assert (1, f'"{word}" must be a table, not 3') in found


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"a = \n", "not valid TOML: Invalid value"),
        (b"\xff\xfe", "the file is not UTF-8 text"),
        (None, "no such policy file"),
    ],
)
def test_a_file_that_is_no_policy_at_all(tmp_path, content, what):
    if content is not None:
        (tmp_path / "policy.toml").write_bytes(content)
    with pytest.raises(PolicyError, match=what):
        load_policy(tmp_path / "policy.toml")


def test_lines_of_every_way_to_write_toml():
    text = """\
a.b = 1
"c d".'e' = 2
list = [ # [ a comment
  1,
  [2,
   3],
  { x = "}", y = '''
]''' },
]
text = \"\"\"
[not.a.header]
\"\"\"
[t.u]
v = { w = 1, "x.y" = [
 1, 2 ] }
[[m]]
k = 1
[[m]]
k = 2
[m.inner]
deep = "a\\"b # no comment"
[[m.n]]
z = 2024-01-01T10:00:00Z
[[m.n]]
z = 1e3"""
    assert line_numbers(text) == {
        ("a",): 1, ("a", "b"): 1, ("c d",): 2, ("c d", "e"): 2,
        ("list",): 3, ("list", 0): 4, ("list", 1): 5, ("list", 1, 0): 5, ("list", 1, 1): 6,
        ("list", 2): 7, ("list", 2, "x"): 7, ("list", 2, "y"): 7, ("text",): 10,
        ("t", "u"): 13, ("t", "u", "v"): 14, ("t", "u", "v", "w"): 14, ("t", "u", "v", "x.y"): 14,
        ("t", "u", "v", "x.y", 0): 15, ("t", "u", "v", "x.y", 1): 15,
        ("m",): 16, ("m", 0): 16, ("m", 0, "k"): 17, ("m", 1): 18, ("m", 1, "k"): 19,
        ("m", 1, "inner"): 20, ("m", 1, "inner", "deep"): 21,
        ("m", 1, "n"): 22, ("m", 1, "n", 0): 22, ("m", 1, "n", 0, "z"): 23, ("m", 1, "n", 1): 24,
        ("m", 1, "n", 1, "z"): 25,
    }  # fmt: skip


def test_a_role_may_do_nothing_that_the_policy_does_not_say(tmp_path):
    (tmp_path / "policy.toml").write_text(SOUND, encoding="utf-8")
    (role,) = load_policy(tmp_path / "policy.toml").roles
    assert (role.opens, role.kinds, role.handle) == ([], frozenset(), "figures")
