# what each installation installed: docker build --target install-log --output log .
FROM python:3.11-slim AS install-log-0
FROM install-log-0 AS install-log-1
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends \
      # types of files
      libmagic1 \
      file \
 && rm -rf /var/lib/apt/lists/*

FROM install-log-1 AS install-log-2
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && echo "it's done"

FROM install-log-0 AS install-log-record
RUN --mount=type=bind,from=install-log-0,target=/states/0 \
    --mount=type=bind,from=install-log-1,target=/states/1 \
    --mount=type=bind,from=install-log-2,target=/states/2 \
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
    record 0 1 1-apt-get 'apt-get install -y --no-install-recommends libmagic1 file'; \
    record 1 2 2-pip 'pip install --no-cache-dir -r requirements.txt'

FROM scratch AS install-log
COPY --from=install-log-record /install-log /

# An app whose base is slim already: nothing to split.
FROM python:3.11-slim
LABEL org.opencontainers.image.title=app
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends \
      # types of files
      libmagic1 \
      file \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && echo "it's done"
COPY . .
RUN python -c "import app"
CMD ["python", "app.py"]
