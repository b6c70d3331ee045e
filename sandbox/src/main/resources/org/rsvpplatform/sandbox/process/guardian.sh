#!/bin/sh
# Outlives the sandbox's JVM and cleans up after it, however it ended: standard input is a pipe that
# only the JVM holds, so its end is the JVM's end.
#
#   guardian.sh ROOT UID GID [PATH...]
#
# ROOT holds one folder a server. At the end every process that works in one of them and runs a
# program named on a "program" line is killed; disks are unmounted; ROOT and the
# PATHs are removed. A PATH that ends in / is removed only when it is empty.
#
# Lines understood: "program FILE", "disk MEGABYTES FOLDER". Each gets one line of answer.
set -u
root=$1 uid=$2 gid=$3
shift 3
trap '' HUP INT TERM QUIT

programs=''
mounts=''
holder=''

is_program() {
    for program in $programs; do
        [ "$1" -ef "$program" ] && return 0
    done
    return 1
}

server_processes() {
    for process in /proc/[0-9]*; do
        for folder in "$root"/*/ "$root"/*/data-disk/data/; do
            if [ "$process/cwd" -ef "$folder" ] && is_program "$process/exe"; then
                echo "${process#/proc/}"
                break
            fi
        done
    done 2>/dev/null
}

# A disk of its own: mounted here when we may, else in a mount namespace that a process of our own
# keeps alive and that everyone with this user id reaches through /proc/PID/root.
disk() {
    if [ "$(id -u)" = 0 ] && mount -t tmpfs -o "size=${1}m,mode=0700,uid=$uid,gid=$gid" rsvp-sandbox "$2" 2>/dev/null; then
        mounts="$2
$mounts"
        echo ok
    elif reason=$(in_namespace "$1" "$2" 2>&1); then
        echo ok
    else
        echo "no mount: $(printf '%s' "$reason" | tr '\n' ' ')"
    fi
}

in_namespace() {
    [ -n "$holder" ] || { cat "$root/.unshare" 2>/dev/null || echo "root may not mount here (no CAP_SYS_ADMIN)"; return 1; }
    folder=$2.mount
    mkdir -p -m 700 "$folder"
    nsenter --preserve-credentials -U -m -t "$holder" \
        mount -t tmpfs -o "size=${1}m,mode=0700" rsvp-sandbox "$folder" || return 1
    rmdir "$2" && ln -s "/proc/$holder/root$folder" "$2"
}

# The process that keeps the namespace waits on a pipe that ends with us, however we end.
make_holder() {
    [ "$(id -u)" != 0 ] || return 0
    mkfifo -m 600 "$root/.hold" "$root/.held" || return 0
    {
        unshare -Urm \
            sh -c 'echo $$ >"$1"; exec cat >/dev/null' sh "$root/.held" 2>"$root/.unshare" ||
            echo >"$root/.held"
    } <"$root/.hold" &
    exec 4>"$root/.hold"
    read -r holder <"$root/.held"
    rm -f "$root/.hold" "$root/.held"
}

clean_up() {
    for signal in QUIT KILL; do
        tries=0 quiet=0
        while [ "$quiet" -lt 2 ] && [ "$tries" -lt 40 ]; do
            found=$(server_processes)
            if [ -n "$found" ]; then
                quiet=0
                kill -CONT $found 2>/dev/null
                kill "-$signal" $found 2>/dev/null
            else
                quiet=$((quiet + 1))
            fi
            tries=$((tries + 1))
            sleep 0.05
        done
    done
    # A server that was killed leaves its System V shared memory; its id stands on line 7.
    for pid_file in "$root"/*/data-disk/data/postmaster.pid; do
        [ -f "$pid_file" ] && ipcrm -m "$(sed -n '7s/.* //p' "$pid_file")" 2>/dev/null
    done
    printf '%s' "$mounts" | while read -r mount; do
        umount -l "$mount"
    done
    [ -z "$holder" ] || exec 4>&-
    # A copy that was under way may still write for a moment.
    tries=0
    while [ -e "$root" ] && [ "$tries" -lt 100 ]; do
        rm -rf "$root" || sleep 0.1
        tries=$((tries + 1))
    done
    for path in "$@"; do
        case $path in
            */) rmdir "$path" 2>/dev/null ;;
            *) rm -rf "$path" ;;
        esac
    done
}

make_holder
IFS='
'
while IFS=' ' read -r verb first rest; do
    case $verb in
        program)
            programs="$programs
$first${rest:+ $rest}"
            echo ok
            ;;
        disk) disk "$first" "$rest" ;;
        *) echo "unknown: $verb" ;;
    esac
done
clean_up "$@"
