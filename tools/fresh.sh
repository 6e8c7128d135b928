#!/bin/sh
# Prove `make test` on a machine that has nothing: a bare Debian 12 in build/fresh, a clean checkout, no warm caches.
# Run by hand before a release, as root; needs debootstrap. The package index, its certificates and the name servers
# are the ones that this machine is set up with.
set -eu

cd "$(dirname "$0")/.."
command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install -y debootstrap" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "A bare root needs root: run this as root." >&2; exit 1; }

root=$PWD/build/fresh
target=${1:-test}
tidy() {
  for place in dev proc; do
    if mountpoint -q "$root/$place"; then umount --lazy "$root/$place"; fi
  done
}
trap tidy EXIT
tidy
rm -rf --one-file-system "$root"
mkdir -p "$root"
debootstrap --variant=minbase --include=make,python3,ca-certificates bookworm "$root" >"$root.log"

# As this machine reaches its package index.
cp -r /etc/apt/sources.list.d /etc/apt/apt.conf.d "$root/etc/apt/"
if [ -f /etc/apt/sources.list ]; then cp /etc/apt/sources.list "$root/etc/apt/"; fi
for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt /etc/pip.conf; do
  if [ -f "$file" ]; then cp -L "$file" "$root$file"; fi
done

mkdir -p "$root/desk"
git archive HEAD | tar -x -C "$root/desk"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 ${PIP_CERT:+"PIP_CERT=$PIP_CERT"} \
  chroot "$root" sh -c "cd /desk && make $target"
echo "A bare Debian 12 passes: make $target"
