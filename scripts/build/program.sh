#!/bin/sh
# Starts one program of the package with the Node that it was built with, else with one on PATH.
# It becomes that process: a signal or a kill reaches the program itself.

case $0 in
  */*) self=$0 ;;
  *) self=./$0 ;;
esac
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=${self%/*}/$target ;;
  esac
done
lib=${self%/*}/lib

pinned=PINNED_NODE
node=$pinned
if [ ! -x "$node" ]; then
  node=$(command -v node) || {
    echo "lb needs Node.js 22 or newer: neither $pinned nor a node on PATH is there." >&2
    exit 1
  }
fi
exec "$node" "$lib/STARTER_NAME" "$@"
