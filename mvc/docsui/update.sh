#!/bin/sh
# Brings the assets of Swagger UI and ReDoc from npm into assets/, compressed.
# Needs node, npm, gzip and sed. Run it through "go generate ./mvc/docsui" after changing a version, look at both pages
# in a browser, run the tests of this package and of internal/conformance, and commit assets/.
set -eu
SWAGGER=5.35.0
REDOC=2.5.4

cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # package version
	(cd "$work" && npm pack --silent "$1@$2" >/dev/null)
	mkdir "$work/$1"
	tar -xzf "$work/$1-$2.tgz" -C "$work/$1" --strip-components 1
}

store() { # file name
	gzip -9 -n -c "$1" >"assets/$2.gz"
}

fetch swagger-ui-dist "$SWAGGER"
fetch redoc "$REDOC"
swagger=$work/swagger-ui-dist redoc=$work/redoc/bundles

# The source maps are not shipped, so nothing may ask for them. Only the last line is theirs; the bundles speak of
# source maps elsewhere too.
sed -i '$s|^//# sourceMappingURL=.*$||' "$swagger/swagger-ui-bundle.js" "$redoc/redoc.standalone.js"
sed -i '$s|/\*# sourceMappingURL=[^*]*\*/$||' "$swagger/swagger-ui.css"

# ReDoc loads its logo from a CDN; an empty image makes it leave the logo out.
logo='https://cdn\.redoc\.ly/redoc/logo-mini\.svg'
grep -q "$logo" "$redoc/redoc.standalone.js" || { echo "ReDoc $REDOC: the logo is not where it was; look for remote addresses in the bundle" >&2; exit 1; }
sed -i "s|$logo|data:,|" "$redoc/redoc.standalone.js"
node --check "$swagger/swagger-ui-bundle.js"
node --check "$redoc/redoc.standalone.js"

rm -f assets/*.gz
store "$swagger/swagger-ui-bundle.js" swagger-ui-bundle.js
store "$swagger/swagger-ui.css" swagger-ui.css
store "$redoc/redoc.standalone.js" redoc.standalone.js

# One notice for all of it: the licences of both and of what their bundles hold.
{
	echo "This directory holds third-party software, compressed and otherwise unchanged but for two things: the references to"
	echo "source maps are taken out, and the address of ReDoc's logo is replaced by an empty image. update.sh does it."
	echo
	echo "swagger-ui-bundle.js, swagger-ui.css: Swagger UI $SWAGGER (npm swagger-ui-dist), Apache License 2.0"
	echo "redoc.standalone.js: ReDoc $REDOC (npm redoc), MIT License"
	for part in swagger-ui-dist/NOTICE swagger-ui-dist/LICENSE swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt \
		redoc/LICENSE redoc/bundles/redoc.standalone.js.LICENSE.txt redoc/bundles/*.worker.js.LICENSE.txt; do
		for file in "$work"/$part; do
			printf '\n==== %s\n\n' "${file#"$work"/}"
			cat "$file"
		done
	done
} | sed -e 's/[[:space:]]*$//' >assets/NOTICE
store assets/NOTICE NOTICE

ls -l assets
