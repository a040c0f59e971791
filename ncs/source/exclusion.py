"""What the name of a file or folder says against indexing it.

Takes paths; gives reasons. The tables follow github-linguist's rules for generated and vendored code,
kept to names that mean the same everywhere. Knows nothing about contents or about git.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable

# Every reason for which something is left out, as `ncs status` explains it.
REASONS = {
    "binary": "not text",
    "too large": "above max_file_kib",
    "empty": "nothing but blanks",
    "generated": "written by a program: by its mark, its name or .gitattributes",
    "minified": "most of it stands in very long lines",
    "vendored": "someone else's code: by its folder or .gitattributes",
    "secret by name": "such files hold keys or passwords",
    "not readable": "no permission, or not a regular file",
    "symlink": "what it points to is indexed where it lies",
    "submodule": "a repository of its own",
    "not present": "content not here: partial clone or LFS pointer",
    "encoding": "text in an unknown encoding",
    "version control": "a version control system's own files",
    "cache": "made by a tool, and made again when missing",
    "excluded by .ncs.yaml": "a glob under `exclude` matches",
}

_FOLDERS = dict.fromkeys((".git", ".hg", ".svn", ".bzr", ".jj", "CVS"), "version control")
_FOLDERS |= dict.fromkeys(("node_modules", "bower_components", "jspm_packages", "site-packages"), "vendored")
_FOLDERS |= dict.fromkeys(("third_party", "third-party", "3rdparty", "Godeps", "Pods", "Carthage"), "vendored")
_FOLDERS |= dict.fromkeys((".yarn", ".venv", ".bundle"), "vendored")
_FOLDERS |= dict.fromkeys(("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"), "cache")
_FOLDERS |= dict.fromkeys((".tox", ".nox", ".eggs", ".cache", ".gradle", ".terraform", ".ncs"), "cache")
_FOLDERS |= dict.fromkeys((".next", ".nuxt", ".parcel-cache"), "cache")
# Names that mean this only when a witness lies inside ("x") or beside ("../x").
_WITNESSES = {
    "vendor": ("../go.mod", "../composer.json", "../Gemfile", "modules.txt", "autoload.php"),
    "venv": ("pyvenv.cfg",),
    "env": ("pyvenv.cfg",),
}

_SECRET = (
    ".env .env.* *.env id_rsa id_dsa id_ecdsa id_ed25519 *.pem *.key *.p12 *.pfx *.jks *.keystore *.ppk "
    "*.kdbx *.gpg .netrc _netrc .pgpass .my.cnf .npmrc .pypirc .htpasswd .git-credentials .dockercfg "
    ".s3cfg .boto .vault-token *.tfstate *.tfstate.backup credentials credentials.json credentials.y*ml "
    "client_secret*.json service[-_]account*.json secret.json secret.y*ml secrets.json secrets.y*ml "
    "secrets.toml"
)
_NO_SECRET = ".env.example .env.sample .env.template .env.dist .env.defaults example.env sample.env"
_GENERATED = (
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock deno.lock cargo.lock "
    "poetry.lock uv.lock pdm.lock pipfile.lock pixi.lock composer.lock gemfile.lock go.sum go.work.sum "
    "mix.lock pubspec.lock podfile.lock package.resolved cartfile.resolved packages.lock.json "
    "gradle.lockfile flake.lock conan.lock stack.yaml.lock cabal.project.freeze .terraform.lock.hcl "
    ".pnp.cjs *.min.js *.min.mjs *.min.css *.map *_pb2.py *_pb2_grpc.py *_pb2.pyi *.pb.go *.pb.cc *.pb.h "
    "*.pb.swift *.g.dart *.freezed.dart"
)
_BINARY = (
    "png jpg jpeg gif ico icns bmp webp avif tif tiff psd pdf zip gz bz2 xz zst 7z rar tar tgz jar war "
    "ear class o a so dylib dll exe lib pdb pyc pyo pyd whl egg deb rpm dmg iso woff woff2 ttf otf eot "
    "mp3 mp4 m4a avi mov wav ogg flac webm wasm lockb sqlite sqlite3 npy npz pt pth onnx safetensors "
    "parquet pkl h5 docx xlsx pptx"
)


def _any(globs: str, before: str = "") -> re.Pattern[str]:
    return re.compile("|".join(fnmatch.translate(before + glob) for glob in globs.split()), re.IGNORECASE)


_IS_SECRET, _IS_NO_SECRET, _IS_GENERATED = _any(_SECRET), _any(_NO_SECRET), _any(_GENERATED)
_IS_BINARY = _any(_BINARY, before="*.")


def folder_reason(folder: str, exists: Callable[[str], bool]) -> str | None:
    """Why nothing in `folder` is indexed. `exists` tells whether a path is there, folders above included."""
    above, _, name = folder.rpartition("/")
    if name in _FOLDERS:
        return _FOLDERS[name]
    for witness in _WITNESSES.get(name, ()):
        inside = f"{folder}/{witness}"
        beside = f"{above}/{witness[3:]}".lstrip("/")
        if exists(beside if witness.startswith("../") else inside):
            return "vendored"
    return "cache" if exists(f"{folder}/CACHEDIR.TAG") else None


def file_reason(path: str, generated: bool | None = None) -> str | None:
    """Why a file is not indexed. `generated` is what .gitattributes say, False lets it pass."""
    name = path.rpartition("/")[2]
    if _IS_SECRET.match(name) and not _IS_NO_SECRET.match(name):
        return "secret by name"
    if _IS_BINARY.match(name):
        return "binary"
    if generated is None:
        generated = _IS_GENERATED.match(name) is not None
    return "generated" if generated else None
