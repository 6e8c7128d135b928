#!/bin/sh
# Write requirements.lock: the exact version of every package that the program, its tests and its build install.
# Used as constraints, so a package that only one platform needs does no harm on the others.
set -eu

python=${1:-python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$python" -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install --quiet --editable ".[dev,app]"
{
  echo "# Exact versions of everything that is installed, by \`make lock\`; used as constraints by the Makefile."
  "$scratch/venv/bin/python" -m pip freeze --all --exclude pip --exclude-editable
  echo "# Asked for on Windows and macOS alone, by pytest, PyInstaller and keyring."
  printf '%s\n' colorama==0.4.6 macholib==1.16.4 pefile==2024.8.26 pywin32-ctypes==0.2.3
  echo "# Asked for by \`make fuzz\` alone."
  printf '%s\n' atheris==3.0.0
} >"$scratch/lock"
mv "$scratch/lock" requirements.lock
