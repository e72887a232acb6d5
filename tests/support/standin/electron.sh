#!/bin/sh
# The stand-in host in place of Electron's executable, for tools that start one (ELECTRON_EXEC_PATH of electron-vite).
here=$(dirname "$(realpath "$0")")
exec "$here/../../../node_modules/.bin/node" --disable-warning=ExperimentalWarning --import "$here/register.ts" "$@"
