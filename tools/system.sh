#!/bin/sh
# Make sure of the system libraries that Qt's wheels leave to the system: sh tools/system.sh test|window|app [PYTHON]
# As root they are installed by apt; otherwise the one line to run is printed. Only Linux needs any.
set -eu

group=${1:?test, window or app}
python=${2:-python3}
[ "$(uname -s)" = Linux ] || exit 0

test_libraries="libglib-2.0.so.0=libglib2.0-0 libEGL.so.1=libegl1 libGL.so.1=libgl1 libxkbcommon.so.0=libxkbcommon0
  libfontconfig.so.1=libfontconfig1 libdbus-1.so.3=libdbus-1-3"
window_libraries="libxkbcommon-x11.so.0=libxkbcommon-x11-0 libxcb-icccm.so.4=libxcb-icccm4
  libxcb-image.so.0=libxcb-image0 libxcb-keysyms.so.1=libxcb-keysyms1
  libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0 libxcb-cursor.so.0=libxcb-cursor0"

case $group in
  test) wanted=$test_libraries ;;
  window | app) wanted="$test_libraries $window_libraries" ;;
  *) echo "usage: $0 test|window|app [PYTHON]" >&2; exit 2 ;;
esac

# Asked of the loader, not of dpkg: names of packages differ between releases, names of libraries do not.
present=$(/sbin/ldconfig -p)
missing=""
for pair in $wanted; do
  case $present in
    *"${pair%%=*} "*) ;;
    *) missing="$missing ${pair##*=}" ;;
  esac
done

# Debian's Python leaves out what makes environments, and what PyInstaller packs.
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python$version-venv"
if [ "$group" = app ]; then
  command -v objdump >/dev/null || missing="$missing binutils"
  shared=$("$python" -c 'import sysconfig as s, os, glob
folders = (s.get_config_var("LIBDIR") or "", s.get_config_var("LIBPL") or "")
names = [s.get_config_var("INSTSONAME") or "", "libpython%s.so.1.0" % s.get_python_version()]
places = [os.path.join(d, n) for d in (*folders, "/usr/lib/" + (s.get_config_var("MULTIARCH") or "")) for n in names]
print("yes" if any(p.endswith(".1.0") and os.path.exists(p) for p in places) else "no")')
  [ "$shared" = yes ] || missing="$missing libpython$version"
fi

# One test asks strace whether each commit is synced; without it that test is skipped.
if [ "$group" = test ] && [ "$(id -u)" = 0 ]; then
  command -v strace >/dev/null || missing="$missing strace"
fi

[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing$missing"
  apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "System libraries are missing. Run this, then the same command again:" >&2
  echo "  sudo apt-get install -y$missing" >&2
  exit 1
fi
