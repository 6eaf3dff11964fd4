# Sourced by the scripts beside it: how a stage says what it is doing, and how Debian's packages come in.

say() { printf '==> %s\n' "$*"; }

# stage NAME COMMAND...: one line at the start, one every ten seconds, one at the end; all output on failure.
stage() {
    local name=$1 started=$SECONDS log ticker status=0
    shift
    log=$(mktemp)
    say "$name"
    (while sleep 10 >/dev/null 2>&1; do printf '    %s: %s s\n' "$name" $((SECONDS - started)); done) &
    ticker=$!
    "$@" >"$log" 2>&1 </dev/null || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    if [[ $status -ne 0 ]]; then
        cat "$log" >&2
        say "FAILED: $name (exit $status)" >&2
    else
        printf '    done in %s s\n' $((SECONDS - started))
    fi
    rm -f "$log"
    return "$status"
}

# Prints the word before which a command may install packages ("" for root); fails where nobody may.
administrator() {
    command -v apt-get >/dev/null || return 1
    if [[ $(id -u) -eq 0 ]]; then echo "env"; return; fi
    command -v sudo >/dev/null && sudo -n true 2>/dev/null && echo "sudo -n"
}

# debian PACKAGE...: install packages of Debian; fails where there is no apt-get or no right to use it.
debian() {
    local as
    as=$(administrator) || return 1
    [[ -n "$as" ]] || return 1
    # shellcheck disable=SC2086  # "sudo -n" is two words
    stage "Debian packages: $*" $as sh -c \
        'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"' apt "$@"
}
