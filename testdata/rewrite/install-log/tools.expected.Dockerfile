FROM golang:1 AS api
RUN go build -o /api ./...

FROM debian:bookworm-slim AS tools
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir uv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /srv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev
RUN mkdir data && npm ci && npm cache clean --force && python3 manage.py collectstatic

FROM tools AS unused
RUN pip install --no-cache-dir ipython

# what each installation installed: docker build --target install-log --output log .
FROM debian:bookworm-slim AS install-log-0
FROM install-log-0 AS install-log-1
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*

FROM install-log-1 AS install-log-2
RUN python3 -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir uv

FROM install-log-2 AS install-log-3
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /srv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev

FROM tools AS install-log-4
FROM install-log-4 AS install-log-5
COPY --from=api /api /usr/local/bin/api
RUN poetry install --only main; pipenv install --system

FROM install-log-0 AS install-log-record
RUN --mount=type=bind,from=install-log-0,target=/states/0 \
    --mount=type=bind,from=install-log-1,target=/states/1 \
    --mount=type=bind,from=install-log-2,target=/states/2 \
    --mount=type=bind,from=install-log-3,target=/states/3 \
    --mount=type=bind,from=install-log-4,target=/states/4 \
    --mount=type=bind,from=install-log-5,target=/states/5 \
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
    record 0 1 1-tools-apt-get 'apt-get install -y --no-install-recommends python3-venv'; \
    record 1 2 2-tools-venv-pip 'python3 -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir uv'; \
    record 2 3 3-tools-uv 'uv sync --frozen --no-dev'; \
    record 4 5 4-poetry-pipenv 'poetry install --only main && pipenv install --system'

FROM scratch AS install-log
COPY --from=install-log-record /install-log /

FROM tools
COPY --from=api /api /usr/local/bin/api
RUN poetry install --only main; pipenv install --system
CMD ["api"]
