"""Which language is a file written in, and which grammar reads it?

Takes a path and, where the path does not decide, the beginning of the text.
Gives a language name, the name of a grammar (or None) and a family.
Knows nothing about syntax trees; it never opens a file.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

PLAIN = "text"  # what a file is when nothing else is known

# One row per language: name, grammar ("=" the same name, "-" none), family, extensions.
_ROWS = """
asciidoc          =           markup  adoc asciidoc asc
astro             =           code    astro
bash              =           code    sh bash zsh ksh bats ebuild eclass
batch             =           code    bat cmd
c                 =           code    c h idc
clojure           =           code    clj cljs cljc cljd edn bb
cmake             =           code    cmake
cpp               =           code    cpp cc cxx c++ hpp hh hxx h++ ipp inl tpp txx ixx cppm cu cuh ino metal
csharp            =           code    cs csx
css               =           code    css less pcss
dart              =           code    dart
dockerfile        =           config  dockerfile containerfile
dtd               =           config  dtd
elixir            =           code    ex exs
embedded_template =           markup  erb ejs eta
erlang            =           code    erl hrl escript
fortran           =           code    f f77 f90 f95 f03 f08 for ftn
gitignore         =           config  gitignore dockerignore npmignore
go                =           code    go
gotmpl            =           markup  tmpl gotmpl gohtml
graphql           =           code    graphql gql graphqls
groovy            =           code    groovy gradle gvy nf
haskell           =           code    hs hs-boot
hcl               =           config  hcl tf tfvars nomad
heex              =           markup  heex leex eex
html              =           markup  html htm xhtml
ini               =           config  ini cfg conf desktop service editorconfig
java              =           code    java
javascript        =           code    js jsx mjs cjs es6
jinja2            =           markup  j2 jinja jinja2 njk twig liquid
json              =           config  json geojson webmanifest ipynb avsc har map
json5             =           config  json5
jsonc             =           config  jsonc code-workspace
jsonnet           =           config  jsonnet libsonnet
julia             =           code    jl
just              =           code    just
kdl               =           config  kdl
kotlin            =           code    kt kts ktm
latex             =           markup  tex sty cls ltx bib
lua               =           code    lua rockspec luau
make              =           code    mk mak make
markdown          =           markup  md markdown mdx mdown mkd rmd qmd
markdown_inline   =           markup  -
nix               =           code    nix
objc              =           code    m mm
ocaml             =           code    ml mli
org               =           markup  org
perl              =           code    pl pm t pod psgi
php               =           code    php phtml php3 php4 php5 phps stub
php_only          =           code    -
powershell        =           code    ps1 psm1 psd1
properties        =           config  properties
proto             =           code    proto
python            =           code    py pyi pyw py3 pyx pxd wsgi
r                 =           code    r
racket            =           code    rkt rktl
rst               =           markup  rst rest
ruby              =           code    rb rake gemspec ru podspec thor jbuilder rbi
rust              =           code    rs
scala             =           code    scala sc sbt
scheme            =           code    scm ss sld sls
scss              =           code    scss
solidity          =           code    sol
sql               =           code    sql ddl psql pgsql mysql
starlark          =           code    bzl bazel star sky
svelte            =           code    svelte
swift             =           code    swift
toml              =           config  toml
tsx               =           code    tsx
typescript        =           code    ts mts cts
typst             =           markup  typ
vim               =           code    vim vimrc
vue               =           code    vue
wat               =           code    wat wast
xml               =           config  xml xsd xsl xslt svg plist csproj vbproj fsproj props targets resx xaml
yaml              =           config  yaml yml
zig               =           code    zig zon
ada               -           code    adb ads
assembly          -           code    s asm nasm
awk               -           code    awk
cobol             -           code    cbl cob cpy
coffeescript      -           code    coffee litcoffee
crystal           -           code    cr
csv               -           config  csv tsv psv
d                 -           code    d di
diff              -           code    diff patch
elm               -           code    elm
fish              -           code    fish
fsharp            -           code    fs fsi fsx
gleam             -           code    gleam
glsl              -           code    glsl vert frag geom comp hlsl wgsl fx shader
haml              -           markup  haml slim pug jade hbs handlebars mustache tt
haxe              -           code    hx
lisp              -           code    lisp lsp el cl
log               -           markup  log
matlab            -           code    matlab
meson             -           code    meson
mermaid           -           markup  mmd mermaid
nim               -           code    nim nims
odin              -           code    odin
pascal            -           code    pas pp dpr lpr
prolog            -           code    pro plg
purescript        -           code    purs
rescript          -           code    res resi
sass              -           code    sass styl
smali             -           code    smali
smalltalk         -           code    st
stan              -           code    stan
tcl               -           code    tcl tk
text              -           markup  txt text
thrift            -           code    thrift capnp fbs
vbnet             -           code    vb vbs bas
verilog           -           code    v sv svh vh
vhdl              -           code    vhd vhdl
"""

_NAMES = """
bash         .bashrc .bash_profile .bash_aliases .bash_logout .profile .zshrc .zshenv .zprofile PKGBUILD
cmake        CMakeLists.txt
dockerfile   Dockerfile Containerfile
gitignore    .gitignore .dockerignore .npmignore .eslintignore .prettierignore .gitattributes CODEOWNERS
text         go.mod go.sum go.work
groovy       Jenkinsfile
ini          .editorconfig .gitconfig .gitmodules .npmrc .pylintrc .flake8 .coveragerc
javascript   Jakefile
json         .babelrc .eslintrc .prettierrc .jshintrc .watchmanconfig composer.lock Pipfile.lock
jsonc        tsconfig.json jsconfig.json devcontainer.json
just         justfile Justfile .justfile
make         Makefile makefile GNUmakefile BSDmakefile Kbuild
markdown     README CHANGELOG CONTRIBUTING
perl         cpanfile Makefile.PL
properties   .env gradle.properties
python       SConstruct SConscript wscript
r            .Rprofile
ruby         Gemfile Rakefile Vagrantfile Podfile Brewfile Guardfile Capfile Fastfile Dangerfile
starlark     BUILD WORKSPACE MODULE.bazel Tiltfile
text         LICENSE COPYING NOTICE AUTHORS requirements.txt USAGE
toml         Cargo.lock Pipfile poetry.lock uv.lock pdm.lock
vim          .vimrc .gvimrc
yaml         .clang-format .clang-tidy .gemrc .yamllint pnpm-lock.yaml
"""

# Interpreters that are not called like their language.
_INTERPRETERS = {
    "sh": "bash", "zsh": "bash", "dash": "bash", "ksh": "bash", "ash": "bash", "bats": "bash",
    "pypy": "python", "jruby": "ruby", "node": "javascript", "nodejs": "javascript", "bun": "typescript",
    "deno": "typescript", "ts-node": "typescript", "luajit": "lua", "rscript": "r", "escript": "erlang",
    "guile": "scheme", "runghc": "haskell", "runhaskell": "haskell", "pwsh": "powershell", "bb": "clojure",
    "gawk": "awk", "tclsh": "tcl", "wish": "tcl",
}  # fmt: skip

# Other grammars that read a language well enough.
_OTHER_GRAMMAR = {"fish": "bash"}

# A header in one of these words is C++; plain C never has them outside comments.
_CPP = re.compile(
    r"^\s*(?:class\s+\w|namespace\b|template\s*<|using\s+\w|public:|private:|protected:|constexpr\b)"
    r"|\bstd::|\bvirtual\s|\boperator\s*[=(+<\[]|\bnoexcept\b|\bnullptr\b",
    re.MULTILINE,
)
_OBJC = re.compile(r"^\s*(?:@interface|@protocol|@class|@import|#import)\b", re.MULTILINE)
_SHEBANG = re.compile(r"#!\s*(?:\S*/)?(?:env\s+(?:-\S+\s+)*(?:\w+=\S*\s+)*)?(?:\S*/)?([A-Za-z][\w+-]*?)[\d.]*(?:\s|$)")
# Endings that say what becomes of a file and not what it is: setup.py.in, model.rb.tt.
_PASSING = frozenset({"in", "tt", "example", "sample", "dist", "template", "default", "orig", "bak"})
_EMACS_MODE = re.compile(r"-\*-.*?\bmode:\s*([\w+-]+)", re.IGNORECASE)


def _read_rows() -> tuple[dict[str, str | None], dict[str, str], dict[str, str]]:
    grammars: dict[str, str | None] = {}
    families: dict[str, str] = {}
    extensions: dict[str, str] = {}
    for row in _ROWS.strip().splitlines():
        name, grammar, family, *endings = row.split()
        grammars[name] = name if grammar == "=" else _OTHER_GRAMMAR.get(name)
        families[name] = family
        extensions.update((ending, name) for ending in endings if ending != "-")
    return grammars, families, extensions


GRAMMARS, FAMILIES, EXTENSIONS = _read_rows()
FILE_NAMES = {name: row.split()[0] for row in _NAMES.strip().splitlines() for name in row.split()[1:]}


def grammar_of(language: str) -> str | None:
    """The grammar that parses this language; None when there is none."""
    return GRAMMARS.get(language)


def family_of(language: str) -> str:
    """ "code", "markup" (prose) or "config"; unknown languages count as code."""
    return FAMILIES.get(language, "code")


def _by_name(name: str) -> str | None:
    if name in FILE_NAMES:
        return FILE_NAMES[name]
    stem = name.split(".", 1)[0]
    if stem in ("Dockerfile", "Containerfile", "Makefile"):  # Dockerfile.dev, Makefile.am
        return FILE_NAMES[stem]
    if name.lower() in ("requirements.txt", "license.txt", "robots.txt"):
        return PLAIN
    ending = PurePosixPath(name).suffix[1:].lower()
    if ending in _PASSING:
        return _by_name(name[: -1 - len(ending)]) or EXTENSIONS.get(ending)
    return EXTENSIONS.get(ending) or (EXTENSIONS.get(name[1:].lower()) if name.startswith(".") else None)


def _by_head(head: str) -> str | None:
    first = head.split("\n", 1)[0]
    shebang = _SHEBANG.match(first)
    if shebang:
        program = shebang.group(1).lower()
        return _INTERPRETERS.get(program, program if program in GRAMMARS else None)
    mode = _EMACS_MODE.search(first)
    if mode and mode.group(1).lower() in GRAMMARS:
        return mode.group(1).lower()
    if first.startswith("<?php"):
        return "php"
    return "xml" if first.startswith("<?xml") else None


def language_of(path: str, head: str = "") -> str:
    """The language of a file. `head` is its text or just its first line.

    >>> language_of("src/pool.hpp"), language_of("bin/run", "#!/usr/bin/env python3")
    ('cpp', 'python')
    """
    name = path.rsplit("/", 1)[-1]
    language = _by_name(name) or _by_head(head) or PLAIN
    if name.endswith(".h") and head:  # a header belongs to three languages; its words decide
        return "objc" if _OBJC.search(head) else "cpp" if _CPP.search(head) else "c"
    return language
