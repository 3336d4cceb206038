FROM python:3.11 AS build
WORKDIR /app
RUN pip install --no-cache-dir uv
# what the project depends on: installed again when the manifest changes, not with every change of a source
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --no-dev --no-install-project
# what ships of it
RUN cd / && mkdir /products/ && cp -a --parents /app/.venv /products/
# neither the installer nor tests that no module imports are needed any more
RUN cd /products/app/.venv/lib/python3*/site-packages \
 && rm -rf pip pip-*.dist-info /products/app/.venv/bin/pip* \
 && for tests in $(find . -type d \( -name test -o -name tests \) -prune); do \
      grep -rqE --include='*.py' --exclude-dir="${tests##*/}" "^\s*((from|import) .*)?\b${tests##*/}\b" "${tests%/*}" || rm -rf "$tests"; \
    done
# what only debuggers read
RUN find /products/app/.venv -type f -name '*.so*' ! -path '*.libs/*' | while read -r so; do \
      strip --strip-unneeded -o /tmp/stripped "$so" 2>/dev/null && ldd /tmp/stripped > /dev/null 2>&1 && cat /tmp/stripped > "$so"; \
    done || true
# the packages that hold the shared libraries of what was built
RUN find /products/app/.venv -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages
COPY . .
RUN --mount=type=cache,target=/root/.cache/uv uv sync --no-dev
# the project itself: where it lies, and its scripts
RUN mkdir /project/ && cd / \
 && find app/.venv ! -type d -newer /products/ ! -name '*.pyc' | xargs -r cp -a --parents -t /project/

FROM python:3.11-slim
WORKDIR /app
# slim images have no bytecode: without it each start compiles the standard library
RUN python -m compileall -q --invalidation-mode unchecked-hash -x '/(ensurepip|idlelib|lib2to3|pydoc_data|site-packages|test|tkinter|turtledemo)/' /usr/local/lib/python3.11
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    xargs dpkg -s < /tmp/runtime-packages > /dev/null 2>&1 \
 || { apt-get update && xargs apt-get install -y --no-install-recommends --no-upgrade < /tmp/runtime-packages && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /etc/mime.types /etc/mime.types
COPY --from=build /products/ /
COPY --from=build /project/ /
COPY . .
ENV PATH="/app/.venv/bin:$PATH"
CMD ["serve"]
