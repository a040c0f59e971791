"""Sentences from structure: parameters by name in many languages, lists as people write them."""

from __future__ import annotations

import pytest

from ncs.text.configured import listed
from ncs.text.signatures import parameters, parents, returned


@pytest.mark.parametrize(
    ("language", "signature", "names"),
    [
        (
            "python",
            "def solve(xp: Any, p: Params, z0: Array, noise: Array | None = None) -> list[Array]:",
            ["xp", "p", "z0", "noise"],
        ),
        ("python", "def close(self, wait=True, *args, **kwargs)", ["wait", "args", "kwargs"]),
        ("python", "def f(x: dict[str, int] = {}, y: tuple[int, ...] = (1, 2))", ["x", "y"]),
        ("c", "static int read(char *buffer, size_t n)", ["buffer", "n"]),
        ("java", "public Map<String, Integer> count(List<String> words, int limit)", ["words", "limit"]),
        ("go", "func Copy(dst Writer, src Reader) (written int64, err error)", ["dst", "src"]),
        ("go", "func (c *Context) Error(err error) *Error", ["err"]),
        ("rust", "fn push(&mut self, mut value: T)", ["value"]),
        ("typescript", "function get(url: string, { retries }: Options)", ["url", "retries"]),
        ("kotlin", "fun add(vararg items: String)", ["items"]),
        ("ruby", "def valid?", []),
        ("python", "def broken(a, b", ["a", "b"]),
    ],
)
def test_parameters(language, signature, names):
    assert parameters(signature, language) == names


def test_lists():
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("language", "signature", "type_"),
    [
        ("python", "def solve(xp: Any) -> list[Array]:", "list[Array]"),
        ("python", "def close(self) -> None:", ""),
        ("python", "def close(self):", ""),
        ("typescript", "function get(url: string): Promise<User>", "Promise<User>"),
        ("rust", "fn load(&self, ordering: Ordering) -> Option<Notification>", "Option<Notification>"),
        ("go", "func (c *Context) Error(err error) *Error {", "*Error"),
        ("go", "func Copy(dst Writer, src Reader) (written int64, err error)", "(written int64, err error)"),
        ("go", "func Close()", ""),
        ("java", "public Map<String, Integer> count(List<String> words, int limit)", "Map<String, Integer>"),
        ("java", "public void close()", ""),
        ("java", "public Pool(int size)", ""),
        ("c", "static int read(char *buffer, size_t n)", "int"),
        ("c", "char *name(void)", "char *"),
    ],
)
def test_what_is_returned(language, signature, type_):
    assert returned(signature, language) == type_


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        ("class AliasedGroup(click.Group, metaclass=Meta)", ["click.Group"]),
        ("class Basket(dict[str, int], Sized)", ["dict[str, int]", "Sized"]),
        ("public class Pool<T> extends Base<T> implements Closeable, Iterable", ["Base<T>", "Closeable", "Iterable"]),
        ("export class View extends React.Component<Props> {", ["React.Component<Props>"]),
        ("class Shelf", []),
    ],
)
def test_what_a_class_stands_on(signature, names):
    assert parents(signature) == names
