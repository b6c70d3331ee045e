#!/bin/sh
# PostgreSQL refuses to run as root: whoever is root becomes the data directory's owner first.
real=$0.bin
[ "$(id -u)" = 0 ] || exec "$real" "$@"
directory=${PGDATA:-}
take=''
for argument; do
    if [ -n "$take" ]; then
        directory=$argument
        take=''
    else
        case $argument in
            -D | --pgdata) take=yes ;;
            -D*) directory=${argument#-D} ;;
            --pgdata=*) directory=${argument#--pgdata=} ;;
        esac
    fi
done
[ -d "$directory" ] || exec "$real" "$@"
cd "$directory" || exit 1
exec setpriv --reuid="$(stat -L -c %u "$directory")" --regid="$(stat -L -c %g "$directory")" --clear-groups -- "$real" "$@"
