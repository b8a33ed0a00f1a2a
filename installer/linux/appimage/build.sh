#!/bin/sh
# One file that runs on other Linux systems: the folder of the program with a start of its own.
#
#   python3 installer/build.py bundle
#   APPIMAGETOOL=/path/to/appimagetool installer/linux/appimage/build.sh
#
# appimagetool is not fetched here; take it from your own mirror, and check it.
set -eu

here=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$here/../../..")
bundle=$root/build/bundle/triagelens
app=$root/build/appimage/TriageLens.AppDir
id=org.triagelens.TriageLens
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/cdss/__init__.py")

[ -x "$bundle/cdss-ui" ] || { echo "Build the folder first: python3 installer/build.py bundle" >&2; exit 1; }
rm -rf "$app"
mkdir -p "$app/usr/share/applications" "$app/usr/share/metainfo" "$app/usr/share/icons/hicolor/scalable/apps" \
  "$app/usr/share/mime/packages" "$root/dist"
cp -a "$bundle" "$app/usr/triagelens"
cp "$here/../$id.desktop" "$app/usr/share/applications/"
cp "$here/../$id.desktop" "$app/"
cp "$here/../triagelens-mime.xml" "$app/usr/share/mime/packages/$id.xml"
moment=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$(date -u -d "@$moment" +%F)/" "$here/../$id.metainfo.xml" >"$app/usr/share/metainfo/$id.metainfo.xml"
cp "$root/resources/icons/triagelens.svg" "$app/usr/share/icons/hicolor/scalable/apps/$id.svg"
cp "$root/resources/icons/triagelens.svg" "$app/$id.svg"
install -m 755 "$here/AppRun" "$app/AppRun"
[ -n "${APPIMAGETOOL:-}" ] || { echo "$app is whole; name appimagetool in APPIMAGETOOL to pack it." >&2; exit 0; }
ARCH=x86_64 "$APPIMAGETOOL" --no-appstream --comp zstd "$app" "$root/dist/TriageLens-$version-x86_64.AppImage"
