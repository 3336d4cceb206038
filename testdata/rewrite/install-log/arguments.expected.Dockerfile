arg PYTHON=3.11
from python:${PYTHON}-slim as base
arg EXTRA=file
run apt-get update && apt-get install -y --no-install-recommends ${EXTRA} && rm -rf /var/lib/apt/lists/*
env PIP_NO_CACHE_DIR=1
run pip install flask

# what each installation installed: docker build --target install-log --output log .
from python:${PYTHON}-slim as install-log-0
from install-log-0 as install-log-1
arg EXTRA=file
run apt-get update && apt-get install -y --no-install-recommends ${EXTRA} && rm -rf /var/lib/apt/lists/*

from install-log-0 as install-log-2
arg EXTRA=file
run apt-get update && apt-get install -y --no-install-recommends ${EXTRA} && rm -rf /var/lib/apt/lists/*
env PIP_NO_CACHE_DIR=1
run pip install flask

from base as install-log-3
from install-log-3 as install-log-4
run ["pip", "install", "gunicorn"]

from install-log-0 as install-log-record
run --mount=type=bind,from=install-log-0,target=/states/0 \
    --mount=type=bind,from=install-log-1,target=/states/1 \
    --mount=type=bind,from=install-log-2,target=/states/2 \
    --mount=type=bind,from=install-log-3,target=/states/3 \
    --mount=type=bind,from=install-log-4,target=/states/4 \
    export LC_ALL=C; tab="$(printf '\t')"; mkdir /install-log; \
    installed() { \
      cd "/states/$1"; \
      { awk -F': ' '$1 == "Package" { name = $2 } $1 == "Status" { here = $2 ~ / installed$/ } $1 == "Architecture" { kind = $2 } \
          $1 == "Multi-Arch" && $2 == "same" { name = name ":" kind } \
          $1 == "Version" && here { print "deb\t" name "\t" $2 "\t./var/lib/dpkg/info/" name ".list" }' var/lib/dpkg/status 2>/dev/null; \
        find . -xdev -path '*.dist-info/RECORD' | awk -F/ '{ split($(NF-1), name, "-"); version = $(NF-1); \
          sub(/^[^-]*-/, "", version); sub(/\.dist-info$/, "", version); print "python\t" name[1] "\t" version "\t" $0 }'; \
      } | sort; \
    }; \
    paths() { \
      case $1 in \
        *.list) cat "$1" ;; \
        *) sed -e 's/,[^,]*,[^,]*$//' -e 's/^"\(.*\)"$/\1/' -e "/^\//!s|^|${1%/*/*}/|" "$1" ;; \
      esac | sed 's|^/|./|' | tr '\n' '\0'; \
    }; \
    record() { \
      installed "$1" > /tmp/before; installed "$2" > /tmp/after; comm -13 /tmp/before /tmp/after > /tmp/new; \
      [ -s /tmp/new ] || return 0; \
      log="/install-log/$3"; mkdir "$log"; cd "/states/$2"; printf '%s\n' "$4" > "$log/commands"; \
      printf 'bytes\tpackage\tpath\n' > "$log/files.tsv"; printf 'kind\tpackage\tversion\tfiles\tbytes\n' > "$log/packages.tsv"; \
      while IFS="$tab" read -r kind package version list; do \
        paths "$list" | xargs -0 -r stat -c '%f %s %n' 2>/dev/null | awk -v package="$package" -v files="$log/files.tsv" \
          -v head="$kind\t$package\t$version" '/^[8a]/ { path = $0; sub(/^[^.]*\./, "", path); \
            while (sub(/\/[^\/]+\/\.\.\//, "/", path)) {} count++; bytes += $2; print $2 "\t" package "\t" path >> files } \
          END { printf "%s\t%d\t%.0f\n", head, count, bytes }'; \
      done < /tmp/new | sort -t "$tab" -k 5,5nr >> "$log/packages.tsv"; \
    }; \
    record 0 1 1-base-apt-get 'apt-get install -y --no-install-recommends ${EXTRA}'; \
    record 1 2 2-base-pip 'pip install flask'; \
    record 3 4 3-run 'run ["pip", "install", "gunicorn"]'

from scratch as install-log
copy --from=install-log-record /install-log /

from base
run ["pip", "install", "gunicorn"]
copy --from=0 /usr/bin/file /opt/file
user 1000
cmd ["gunicorn", "app:app"]
