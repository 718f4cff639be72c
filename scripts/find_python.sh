#!/bin/sh
# Prints the Python that Onward's environment is made with: 3.11 or later, with venv. Says what to do if there is none.
set -eu

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

for name in python3.11 python3.12 python3.13 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && usable "$name"; then
        command -v "$name"
        exit 0
    fi
done

echo "Onward needs Python 3.11 or later with its venv module, and none was found. Install it with:" >&2
case "$(uname -s)" in
    Darwin) echo "    brew install python@3.12" >&2 ;;
    *) echo "    sudo apt-get install -y python3 python3-venv" >&2
       echo "(on a distribution whose python3 is older than 3.11: sudo apt-get install -y python3.11 python3.11-venv)" >&2 ;;
esac
exit 1
