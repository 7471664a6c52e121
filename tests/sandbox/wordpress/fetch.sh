#!/bin/sh
# Gets what a real WordPress on loopback needs (PHP, WordPress, the SQLite driver)
# and unpacks it under $KEYFOB_CACHE/wordpress. Installs nothing, needs no root.
# Running it again is free; delete the folder to start over.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
repo=$(CDPATH= cd -- "$here/../../.." && pwd)
cache=${KEYFOB_CACHE:-$repo/.cache}
mkdir -p "$cache"
cache=$(CDPATH= cd -- "$cache" && pwd)
target=$cache/wordpress
wordpress_series=6.8.
wordpress_suite=trixie
sqlite_package=@wp-playground/cli@3.1.54
languages='de_DE es_ES fr_FR'
stamp=3

say() { printf 'wordpress: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

if [ -f "$target/ready" ] && [ "$(cat "$target/ready")" = "$stamp" ]; then
    say "already here: $target"
    exit 0
fi

for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null 2>&1 || fail \
"this way needs Debian's package tools ($tool is missing).
On other systems use WordPress Playground, which needs Node only:
    npx @wp-playground/cli@3.1.54 server --port 8881
(it listens on every interface and logs anyone in: keep a firewall before it)."
done
for tool in npm tar; do
    command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing"
done

. /etc/os-release
case ${VERSION_CODENAME:-} in
    bookworm) php=8.2 ;;
    trixie) php=8.4 ;;
    *) fail "no PHP version known for '${PRETTY_NAME:-this system}'; Debian 12 and 13 are. Use: npx @wp-playground/cli@3.1.54 server" ;;
esac

work=$target.part
rm -rf "$work"
mkdir -p "$work/deb" "$work/root"

# The machine's own mirror, asked from apt, so that none is written down here.
main=$(apt-get indextargets --format '$(REPO_URI)' | grep -v -- '-security/*$' | sort -u | head -n 1)
security=$(apt-get indextargets --format '$(REPO_URI)' | grep -- '-security/*$' | sort -u | head -n 1)
[ -n "$main" ] || fail "apt has no package source; check /etc/apt"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -f "$keyring" ] || fail "$keyring is missing (package debian-archive-keyring)"

# The machine's own hooks (cleaning its caches, for one) are not for our private lists.
printf '%s\n' '#clear APT::Update::Post-Invoke;' '#clear APT::Update::Post-Invoke-Success;' '#clear DPkg::Post-Invoke;' >"$work/apt.conf"

# apt_at SUITE COMMAND...: apt-get with private lists for one suite.
apt_at() {
    suite=$1
    shift
    state=$work/apt-$suite
    if [ ! -d "$state" ]; then
        mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/parts"
        {
            printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$main" "$suite"
            [ -z "$security" ] || printf 'deb [signed-by=%s] %s %s-security main\n' "$keyring" "$security" "$suite"
        } >"$state/sources.list"
        apt_at "$suite" -qq update
        suite=${state##*/apt-}
    fi
    apt-get -c "$work/apt.conf" -o Debug::NoLocking=1 \
        -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts="$state/parts" \
        -o Dir::State::lists="$state/lists" -o Dir::Cache="$state/cache" \
        -o APT::Sandbox::User="" "$@"
}

say "PHP $php from $VERSION_CODENAME"
php_packages=
for part in cli common opcache sqlite3 xml mbstring curl; do
    php_packages="$php_packages php$php-$part"
done
# shellcheck disable=SC2086 # a list of words
(cd "$work/deb" && apt_at "$VERSION_CODENAME" -qq download $php_packages)
# Libraries that this machine lacks: let apt work them out, without installing.
# shellcheck disable=SC2086
apt_at "$VERSION_CODENAME" -qq -y --no-install-recommends --download-only install $php_packages >/dev/null
find "$work/apt-$VERSION_CODENAME/cache/archives" -maxdepth 1 -name 'lib*.deb' -exec mv {} "$work/deb/" \;

say "WordPress ${wordpress_series}x from $wordpress_suite"
(cd "$work/deb" && apt_at "$wordpress_suite" -qq download \
    wordpress wordpress-l10n libjs-underscore libjs-cropper libjs-lodash php-getid3 wordpress-theme-twentytwentyfive)

for deb in "$work"/deb/*.deb; do
    dpkg-deb -x "$deb" "$work/root"
done

say "the SQLite driver from $sqlite_package"
(cd "$work" && npm pack --silent "$sqlite_package" >/dev/null && tar -xzf ./*.tgz)
driver=$(find "$work/package" -name sqlite-database-integration.zip | head -n 1)
[ -n "$driver" ] || fail "$sqlite_package has no sqlite-database-integration.zip any more"

tree=$work/root
# Debian links parts of WordPress out of its tree with links relative to /usr/share;
# inside one root they resolve, and -L turns them into files.
cp -rL "$tree/usr/share/wordpress" "$work/site" 2>"$work/copy.log" || true
# Of the many languages a few: the site's own words and the administration's.
words=$work/site/wp-content/languages
[ -d "$words" ] || fail "the languages did not unpack; see $work/copy.log"
mkdir "$work/words"
for language in $languages; do
    find "$words" -maxdepth 1 \( -name "$language.*" -o -name "admin-$language.*" \) -exec cp {} "$work/words/" \;
    [ -f "$work/words/$language.mo" ] || fail "no words for $language"
done
rm -rf "$words"
mv "$work/words" "$words"
rm -f "$work/site/wp-config.php" "$work/site/.htaccess"
[ -f "$work/site/wp-login.php" ] || fail "WordPress did not unpack; see $work/copy.log"
grep -q "wp_version = '$wordpress_series" "$work/site/wp-includes/version.php" \
    || fail "this is not WordPress ${wordpress_series}x: $(grep 'wp_version =' "$work/site/wp-includes/version.php")"

plugins=$work/site/wp-content/plugins
mkdir -p "$plugins" "$work/zip"
python3 -m zipfile -e "$driver" "$work/zip" 2>/dev/null || unzip -q "$driver" -d "$work/zip"
rm -rf "$plugins/sqlite-database-integration"
mv "$work/zip"/*/ "$plugins/sqlite-database-integration"

mkdir -p "$work/php"
printf '%s' "$php" >"$work/php/version"
rm -rf "$work/deb" "$work/zip" "$work/package" "$work"/*.tgz "$work"/apt-* "$work/apt.conf" "$work/copy.log" "$tree/usr/share/doc" "$tree/usr/share/wordpress"
printf '%s' "$stamp" >"$work/ready"
rm -rf "$target"
mv "$work" "$target"
say "ready: $target"
