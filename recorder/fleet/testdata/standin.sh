#!/bin/sh
# Stands in for sightglass benchmark --plan FILE --share I/N -o FILE: writes a line for
# each round that the recording lacks, and locks it meanwhile. The plan is a shell script
# that sets rounds, pause, hold (a file: as long as it is there, no round but the first
# begins) and maybe wait (for the lock: seconds), refuse (the exit code of that share) or failing (benchmarks fail).
[ "$1 $2 $4 $6 $#" = "benchmark --plan --share -o 7" ] || {
	echo "standin: not that command line: $*" >&2
	exit 2
}
plan=$3 file=$7 share=${5%/*} of=${5#*/}
. "$plan" || exit 2
exec 9>>"$file"
if command -v flock >/dev/null; then flock -w "${wait:-60}" 9 || {
	echo "standin: $file: busy" >&2
	exit 75
}; fi
case " $refuse " in *" $share "*)
	echo "standin: share $share is refused" >&2
	exit 2
	;;
esac
round=$share
while [ "$round" -le "$rounds" ]; do
	if ! grep -qx "round $round" "$file"; then
		echo "round $round" >&9
		while [ -e "$hold" ]; do sleep 0.05; done
		sleep "$pause"
	fi
	round=$((round + of))
done
case " $failing " in *" $share "*) exit 1 ;; esac
exit 0
