FROM python:3-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir lxml
# tests that no module imports need not be copied
RUN cd /usr/local/lib/python3*/site-packages \
 && for tests in $(find . -type d \( -name test -o -name tests \) -prune); do \
      grep -rqE --include='*.py' --exclude-dir="${tests##*/}" "^\s*((from|import) .*)?\b${tests##*/}\b" "${tests%/*}" || rm -rf "$tests"; \
    done
# what only debuggers read
RUN find /usr/local/lib/python3*/site-packages -type f -name '*.so*' ! -path '*.libs/*' | while read -r so; do \
      strip --strip-unneeded -o /tmp/stripped "$so" 2>/dev/null && ldd /tmp/stripped > /dev/null 2>&1 && cat /tmp/stripped > "$so"; \
    done || true
# the packages that hold the shared libraries of what was built
RUN find /usr/local/lib/python3*/site-packages /usr/local/bin -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages
RUN cd / && mkdir /products/ && cp -a --parents /usr/local/lib/python3*/site-packages /usr/local/bin /products/

FROM python:3-slim
# slim images have no bytecode: without it each start compiles the standard library
RUN python -m compileall -q --invalidation-mode unchecked-hash -x '/(ensurepip|idlelib|lib2to3|pydoc_data|site-packages|test|tkinter|turtledemo)/' /usr/local/lib/python3*
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    xargs dpkg -s < /tmp/runtime-packages > /dev/null 2>&1 \
 || { apt-get update && xargs apt-get install -y --no-install-recommends --no-upgrade < /tmp/runtime-packages && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /products/ /
CMD ["python", "-m", "http.server"]
