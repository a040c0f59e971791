"""The ways in which a user's situation can stop ncs, each with its fixed exit code.

NcsError
├── UsageError        2  a wrong argument or a wrong key in .ncs.yaml
├── IndexFileError    3  the index is missing, damaged, or of another format
└── SituationError    4  not a repository, git missing, no permission, disk full

Each message is one line that says what happened and what to do.
Everything else that is raised is a bug in ncs.
"""

ANSWERED = 0
NOTHING_FOUND = 1


class NcsError(Exception):
    exit_code = 2


class UsageError(NcsError):
    exit_code = 2


class IndexFileError(NcsError):
    exit_code = 3

    def __init__(self, message: str, fault: str = "") -> None:
        """`fault` is what is wrong without the file's name and the cure: for those who know better ones."""
        super().__init__(message)
        self.fault = fault or message


class SituationError(NcsError):
    exit_code = 4
