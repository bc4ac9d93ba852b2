#!/bin/sh
# Runs a worker under Docker or Kubernetes, whose restart policies do not look at the exit code. Exit code 3 is the
# dead-letter limit: started again, the worker would let another COPYDESK_DEAD_LIMIT events die, and again. So the
# container stays, with no worker in it and unhealthy, until somebody restarts it: ops/runbook.md, "The dead-letter
# limit". Every other exit code is handed on, for the worker to be started again.
set -u

# While the worker is held this file is there, for healthz.py --alive. It may be from before: /tmp may outlive us.
held=${HOLD_MARK:-/tmp/copydesk-held}
rm -f "$held"

told=
"$@" &
worker=$!
trap 'told=1; kill -TERM "$worker" 2>/dev/null' TERM INT

# A signal ends `wait` early, while the worker still works off its window.
while :; do
    wait "$worker"
    code=$?
    kill -0 "$worker" 2>/dev/null || break
done

trap 'exit 3' TERM INT
[ "$code" -eq 3 ] && [ -z "$told" ] || exit "$code"
: >"$held" || true
echo "The worker stopped at the dead-letter limit and is not started again: see ops/runbook.md." >&2
while :; do sleep 1; done
