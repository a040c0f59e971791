"""What is declared, in many languages."""

import pytest

from ncs.text.bodies import inner
from ncs.text.declarations import declared, members, value, values


@pytest.mark.parametrize(
    ("language", "signature", "body", "names"),
    [
        ("go", "type Decoder interface", "type Decoder interface {\n\tDecode(b []byte) error\n}", ["Decode"]),
        ("rust", "struct Pool", "struct Pool {\n    pub(crate) n: usize,\n    rows: Vec<T>,\n}", ["n", "rows"]),
        ("cpp", "struct Pool", "struct Pool {\n  char *name;\n  std::vector<int> rows_;\n};", ["name", "rows_"]),
        ("typescript", "class Id", "class Id {\n  declare id: number;\n  go() { return 1 }\n}", ["id", "go"]),
        ("python", "class Id:", "class Id:\n    n: int\n    def go(self):\n        x = 1", ["n", "go"]),
        ("java", "enum Level", "enum Level {\n  LOW, HIGH(2);\n  int n() { return 1; }\n}", ["LOW", "HIGH", "n"]),
    ],
)
def test_members(language, signature, body, names):
    assert members(inner(body, signature, language), language) == names


@pytest.mark.parametrize(
    ("language", "name", "text", "said"),
    [
        ("python", "MOST", "MOST = 5  # of them\n", "5"),
        ("python", "MOST", "MOST: int = f(\n    1,\n    2,\n)", "f( 1, 2, )"),
        ("lua", "run", "local run = env.run\nenv.setup()", "env.run"),
        ("javascript", "app", "const app = module.exports = express();", "express()"),
        ("go", "data", 'var data = map[string]any{\n\t"KEY": "value",\n}', 'map[string]any{ "KEY": "value", }'),
        ("c", "TWICE", "#define TWICE(x) ((x) * 2)", "((x) * 2)"),
        ("python", "MOST", "MOST = [" + "1, " * 40 + "]", ""),
        ("java", "FIRST", "static final Type FIRST;\nstatic final Type SECOND;", ""),
    ],
)
def test_a_value(language, name, text, said):
    assert value(text, name, language) == said


def test_values():
    assert values('SIZES = ["small", "large", "huge", "small"]') == "'small', 'large' and 1 more"
    assert values('NAME = "ncs"') == ""


def test_declared():
    assert declared("#define MOST 1\npub fn go() {}\n  static const LEAST = 2\ncall(fn)") == ["MOST", "go", "LEAST"]
