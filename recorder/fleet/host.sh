#!/bin/sh
# Starts a share on this host, says how it is, and hands over what it has left:
#
#	host.sh start|look|fetch SHARE SHARES|"" ENDING|""
#
# It lies in the folder of the share, FLEET/SHARE. The share's process is known by its
# number, by the boot that this belongs to, and by its command line, which names that.
cd "$(dirname "$0")" || exit 1
folder=$(pwd)
share=$2
fleet=${folder%/*}
id=${fleet##*/}/$share/

sha() {
	if command -v sha256sum >/dev/null 2>&1; then
		sha256sum
	else
		shasum -a 256
	fi
}

boot() {
	echo "boot-$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null | tr -d ' ')"
}

line() {
	if [ -r "/proc/$1/cmdline" ]; then
		tr '\000' ' ' <"/proc/$1/cmdline"
	else
		ps -o args= -p "$1"
	fi 2>/dev/null
}

alive() {
	{ read -r pid at <"share-$share.pid"; } 2>/dev/null || return 1
	[ "$at" = "$(boot)" ] || return 1
	case $(line "$pid") in
	*"$id"*) return 0 ;;
	esac
	return 1
}

case $1 in
start)
	alive && exit 0
	rm -f "share-$share.exit"
	way=nohup
	if command -v setsid >/dev/null 2>&1; then
		way="setsid nohup" # no signal to this connection's processes reaches it
	fi
	cd files || exit 1
	$way sh "$folder/run.sh" "$folder" "$3" "$share" </dev/null >>"$folder/share-$share.log" 2>&1 &
	echo "$! $(boot)" >"$folder/share-$share.pid"
	;;
look)
	if alive; then
		echo running
	elif [ -s "share-$share.exit" ]; then
		echo "ended $(cat "share-$share.exit")"
	else
		echo gone
	fi
	;;
fetch)
	sha <"share-$share.$4" && cat "share-$share.$4"
	;;
*)
	exit 1
	;;
esac
