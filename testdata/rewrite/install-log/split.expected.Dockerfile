FROM python:3.11-slim AS build
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
# what the base has itself, and tests that no module imports, need not be copied
RUN --mount=type=bind,from=python:3.11-slim,source=/usr/local/lib/python3.11/site-packages,target=/base \
    cd /usr/local/lib/python3.11/site-packages \
 && (cd /base && ls -d *.dist-info) | xargs ls -d 2>/dev/null | cut -d- -f1 | xargs -r pip uninstall -y -q \
 && for tests in $(find . -type d \( -name test -o -name tests \) -prune); do \
      grep -rqE --include='*.py' --exclude-dir="${tests##*/}" "^\s*((from|import) .*)?\b${tests##*/}\b" "${tests%/*}" || rm -rf "$tests"; \
    done
# what only debuggers read
RUN find /usr/local/lib/python3.11/site-packages -type f -name '*.so*' ! -path '*.libs/*' | while read -r so; do \
      strip --strip-unneeded -o /tmp/stripped "$so" 2>/dev/null && ldd /tmp/stripped > /dev/null 2>&1 && cat /tmp/stripped > "$so"; \
    done || true
# the packages that hold the shared libraries of what was built
RUN find /usr/local/lib/python3.11/site-packages /usr/local/bin -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

# what each installation installed: docker build --target install-log --output log .
FROM python:3.11-slim AS install-log-0
FROM install-log-0 AS install-log-1
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*

FROM install-log-1 AS install-log-2
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim AS install-log-3
FROM install-log-3 AS install-log-4
WORKDIR /app
RUN python -m compileall -q --invalidation-mode unchecked-hash -x '/(ensurepip|idlelib|lib2to3|pydoc_data|site-packages|test|tkinter|turtledemo)/' /usr/local/lib/python3.11
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    xargs dpkg -s < /tmp/runtime-packages > /dev/null 2>&1 \
 || { apt-get update && xargs apt-get install -y --no-install-recommends --no-upgrade < /tmp/runtime-packages && rm -rf /var/lib/apt/lists/*; }

FROM install-log-0 AS install-log-record
RUN --mount=type=bind,from=install-log-0,target=/states/0 \
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
    record 0 1 1-build-apt-get 'apt-get install -y --no-install-recommends gcc libpq-dev'; \
    record 1 2 2-build-pip 'pip install --no-cache-dir -r requirements.txt'; \
    record 3 4 3-apt-get 'xargs apt-get install -y --no-install-recommends --no-upgrade'

FROM scratch AS install-log
COPY --from=install-log-record /install-log /

FROM python:3.11-slim
WORKDIR /app
# slim images have no bytecode: without it each start compiles the standard library
RUN python -m compileall -q --invalidation-mode unchecked-hash -x '/(ensurepip|idlelib|lib2to3|pydoc_data|site-packages|test|tkinter|turtledemo)/' /usr/local/lib/python3.11
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    xargs dpkg -s < /tmp/runtime-packages > /dev/null 2>&1 \
 || { apt-get update && xargs apt-get install -y --no-install-recommends --no-upgrade < /tmp/runtime-packages && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin /usr/local/bin
COPY requirements.txt .
COPY . .
CMD ["python", "app.py"]
