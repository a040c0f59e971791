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
        ("c", "void init(void)", []),
        ("cpp", "void join(const std::tuple<A, B>& parts, char /*unused*/)", ["parts", "char"]),
        ("csharp", "void Save<T>(ref Writer<T> writer, scoped ref Queue<T?, int>? value)", ["writer", "value"]),
        ("go", "func Each(m map[string]interface{}, f func(a, b int) error)", ["m", "f"]),
        ("rust", "pub(crate) fn write<'a>(&'a mut self, buf: &'a [u8], _: usize)", ["buf"]),
        (
            "kotlin",
            "inline fun <R> fold(initial: R, crossinline operation: (acc: R, E) -> R, last: R): R",
            ["initial", "operation", "last"],
        ),
        ("swift", "func move(_ item: Item, to place: Int = 0)", ["item", "place"]),
        ("php", "function publish(?Channel $channel, string ...$messages): void", ["channel", "messages"]),
        ("elixir", "def handle(%{socket: nil} = state, [head | _], opts \\\\ [])", ["state", "opts"]),
        ("haskell", "modify :: (Builder -> IO a) -> Response -> Response", []),
        ("typescript", "const on = (name: string, run: (x: number) => void) =>", ["name", "run"]),
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
        ("cpp", "node_view<node> node::at_path(std::string_view path) noexcept", "node_view<node>"),
        ("cpp", "Statement::Statement(const char* query) : query(query), count(0)", ""),
        ("cpp", "auto write(Char* out, int size) const -> Char*", "Char*"),
        ("csharp", "IQueryable<T> GetQuery<T>(IQueryable<T> input) where T : class", "IQueryable<T>"),
        ("zig", "pub fn parse(self: *Parser, byte: ?u8) ?*Command {", "?*Command"),
        ("rust", "fn first<'a>(&'a self) -> Option<(Guard<'static, K>, &'a V)>", "Option<(Guard<K>, &V)>"),
        ("rust", "fn part<F>(self, f: F) -> Part<F> where F: FnMut(u8) -> bool", "Part<F>"),
        ("kotlin", "constructor(size: Int) : this(Pool(size))", ""),
        ("kotlin", "fun fold(initial: R, operation: (R, E) -> R): R", "R"),
        ("kotlin", 'fun name(): String = "pool"', "String"),
        ("swift", "func load(_ body: (Buffer) throws -> T) rethrows -> T", "T"),
        ("typescript", "async limit(): Promise<{ max: number } | null> {", "Promise<{ max: number } | null>"),
        ("haskell", "run :: Manager -> (Reader -> IO a) -> IO a", ""),
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
        ("class Dialect<Options extends object> extends Base", ["Base"]),
        ("class Shelf", []),
    ],
)
def test_what_a_class_stands_on(signature, names):
    assert parents(signature) == names
