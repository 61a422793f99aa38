"""The line of every key: the reader of lines must agree with `tomllib` on every path, and with the eye on the lines."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from sim.foundation.toml_lines import line_in, path_text, toml_lines

EVERYTHING = '''\
# a comment with [brackets] = "and quotes
title = "日照 # no comment"
a.b.'c d' = 1                     # dotted, quoted
text = """
[not.a.table]
x = 1 """
raw = \'\'\'
'' ]] \'\'\'
list = [ # items
  1, "two, ]",
  [3, 4,
   5],
  { x = 1, y = { z = [6,
7] } },
]
empty = []
none = {}
when = 2017-01-01T08:00:00Z

[table]
key = 'C:\\path'
"quoted \\" key" = -1.5e3

[[provision]]
id = "R-1"
  [[provision.set]]
  value = 20
  [[provision.set]]
  value = 30
  [provision.set.range]
  low = 1
[[provision]]
id = "R-2"
  [[provision.set]]
  value = """a\\"""b"""
[ table . sub ]
k = 1
'''

LINES = {
    ("title",): 2, ("a",): 3, ("a", "b", "c d"): 3, ("text",): 4, ("raw",): 7, ("list",): 9, ("list", 0): 10,
    ("list", 1): 10, ("list", 2): 11, ("list", 2, 1): 11, ("list", 2, 2): 12, ("list", 3): 13, ("list", 3, "x"): 13,
    ("list", 3, "y", "z", 0): 13, ("list", 3, "y", "z", 1): 14, ("empty",): 16, ("none",): 17, ("when",): 18,
    ("table",): 20, ("table", "key"): 21, ("table", 'quoted " key'): 22, ("provision",): 24, ("provision", 0): 24,
    ("provision", 0, "set"): 26, ("provision", 0, "set", 0, "value"): 27, ("provision", 0, "set", 1): 28,
    ("provision", 0, "set", 1, "value"): 29, ("provision", 0, "set", 1, "range", "low"): 31, ("provision", 1): 32,
    ("provision", 1, "id"): 33, ("provision", 1, "set", 0): 34, ("provision", 1, "set", 0, "value"): 35,
    ("table", "sub"): 36, ("table", "sub", "k"): 37,
}  # fmt: skip


def paths(data, path=()):
    yield path
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from paths(value, (*path, key))


def test_every_form_of_key_has_the_line_on_which_it_stands():
    lines = toml_lines(EVERYTHING)
    assert {path: lines.get(path) for path in LINES} == LINES
    assert set(lines) == set(paths(tomllib.loads(EVERYTHING)))


KEYS = st.sampled_from(["a", "b", '"q.k"', "'l k'", "-x"])
VALUES = st.recursive(
    st.sampled_from(["1", "-2.5", "true", '"s#]"', "'l'", '"""m\n["""', "'''n\n}'''", "2017-01-01", '""', '"""x"""""']),
    lambda v: (
        st.lists(v, max_size=3).map(lambda items: "[ # c\n" + ",\n".join(items) + "\n]")
        | st.lists(st.tuples(KEYS, v), max_size=2, unique_by=lambda p: p[0]).map(
            lambda pairs: "{ " + ", ".join(f"{k} = {x}" for k, x in pairs) + " }"
        )
    ),
    max_leaves=6,
)
TABLES = st.tuples(
    st.sampled_from(["[{}]", "[[{}]]", "[{}.s]", "[[ {} . t ]]"]),
    st.sampled_from(["u", "v", "w"]),
    st.lists(st.tuples(KEYS, VALUES), max_size=3, unique_by=lambda p: p[0]),
)


@given(st.lists(TABLES, max_size=5))
def test_on_any_valid_file_the_paths_are_those_of_tomllib_and_the_lines_hold_the_key(tables):
    text = ""
    for header, name, pairs in tables:
        more = text + header.format(name) + "\n" + "".join(f"{k} = {v}\n" for k, v in pairs)
        try:
            tomllib.loads(more)
        except tomllib.TOMLDecodeError:
            continue  # declares something twice
        text = more
    lines = toml_lines(text)
    assert set(lines) == set(paths(tomllib.loads(text)))
    rows = text.split("\n")
    for path, line in lines.items():
        if path and isinstance(path[-1], str):
            assert path[-1] in rows[line - 1]


def test_a_missing_key_has_the_line_of_its_nearest_parent():
    lines = toml_lines("x = 1\n[[a]]\nb = 2\n")
    assert line_in(lines, ("a", 0, "gone", 3)) == 2
    assert line_in(lines, ("gone",)) == 1
    assert path_text(("a", 0, "b", "c")) == "a[1].b.c"
