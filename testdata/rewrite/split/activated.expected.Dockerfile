FROM ubuntu:22.04 AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv python3-dev gcc && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /srv/env && . /srv/env/bin/activate && pip install --no-cache-dir lxml
# what only debuggers read
RUN find /srv/env -type f -name '*.so*' ! -path '*.libs/*' | while read -r so; do \
      strip --strip-unneeded -o /tmp/stripped "$so" 2>/dev/null && ldd /tmp/stripped > /dev/null 2>&1 && cat /tmp/stripped > "$so"; \
    done || true
# the packages that hold the shared libraries of what was built
RUN find /srv/env -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

FROM ubuntu:22.04
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    apt-get update \
 && xargs -a /tmp/runtime-packages apt-get install -y --no-install-recommends --no-upgrade python3 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /srv/env /srv/env
COPY . /srv/app
WORKDIR /srv/app
CMD ["/srv/env/bin/python", "app.py"]
