#!/bin/sh
# ncs-hook @digest@
# Tells ncs that HEAD has moved: leaves a mark, starts the worker in the background, and lets git go on at once.
# `ncs hook install` puts it here and `ncs hook uninstall` takes it back. Copied here by hand it works as well.
python=@python@

hook=${0##*/}
hook=${hook%.legacy} # pre-commit renames hooks that it finds

update() {
    [ -z "${CI-}${NCS_SKIP-}" ] || return 0            # a CI step kills what it leaves in the background
    [ "$hook ${3-}" != 'post-checkout 0' ] || return 0 # files were checked out, HEAD stayed
    [ "${PRE_COMMIT_CHECKOUT_TYPE-}" != 0 ] || return 0
    git_dir=$(git rev-parse --absolute-git-dir) || return 0
    root=$(pwd -P)
    common=.
    [ ! -f "$git_dir/commondir" ] || read -r common <"$git_dir/commondir"
    case $common in
    /*) folder=$common/ncs ;;
    *) folder=$git_dir/$common/ncs ;;
    esac
    [ -d "$folder" ] || mkdir "$folder" || return 0
    printf '%s\n' "$root" >"$folder/pending"
    if [ "$hook${PRE_COMMIT_REWRITE_COMMAND-}" = post-commit ] && { [ -d "$git_dir/rebase-merge" ] || [ -d "$git_dir/rebase-apply" ]; }; then
        return 0 # the end of the rebase has a hook of its own
    fi
    if [ -x "$python" ]; then
        set -- "$python" -m ncs
    elif command -v ncs >/dev/null; then
        set -- ncs
    else
        problem="the hook finds no ncs, neither as '$python' nor on PATH: run \`ncs hook install\` again"
        [ -s "$folder/failed" ] || printf 'ncs: %s\n' "$problem" >&3 # once, not at every commit
        printf '%s\n' "$problem" >"$folder/failed"
        return 0
    fi
    # In a folder that holds no code: python would take modules from the current one.
    (cd "$folder" && exec nice -n 10 "$@" hook work "$root") </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
}
update "$@" 3>&2 2>/dev/null

before=${0%/*}/$hook.before-ncs # the hook that was here first
if [ -f "$before" ] && [ -x "$before" ]; then
    exec "$before" "$@"
fi
