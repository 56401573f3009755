#!/bin/sh
# Records one share of a plan, and keeps how that ended:
#
#	run.sh FOLDER SHARES [SHARE [PROGRAM [PLAN]]]
#
# Without a share it is the one that a Slurm job array, or an indexed Job of
# Kubernetes (which counts from 0), gives to this machine.
folder=$1
of=$2
share=${3:-${SLURM_ARRAY_TASK_ID:-$((${JOB_COMPLETION_INDEX:--1} + 1))}}
program=${4:-$folder/sightglass}
plan=${5:-$folder/plan.json}
end=$folder/share-$share.exit

case $(cat "$end" 2>/dev/null) in
0 | 1) exit 0 ;; # it was recorded before
esac
rm -f "$end"

"$program" benchmark --plan "$plan" --share "$share/$of" -o "$folder/share-$share.jsonl" </dev/null &
child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM INT HUP
wait "$child"
code=$?
while kill -0 "$child" 2>/dev/null; do # a signal ended only the waiting
	wait "$child"
	code=$?
done

# Anything else, such as a signal, has not ended it: it may be started again.
case $code in
0 | 1 | 2 | 3 | 75) echo "$code" >"$end.$$" && mv -f "$end.$$" "$end" ;;
esac
case $code in
1) exit 0 ;; # the recording names what failed
esac
exit "$code"
