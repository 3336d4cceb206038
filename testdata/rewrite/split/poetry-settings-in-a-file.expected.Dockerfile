FROM python:3.12 AS build
WORKDIR /app
RUN pip install --no-cache-dir poetry
COPY pyproject.toml poetry.lock poetry.toml ./
RUN poetry install --only main --no-root
# the packages that hold the shared libraries of what was built
RUN find /app/.venv -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

FROM python:3.12-slim
WORKDIR /app
# slim images have no bytecode: without it each start compiles the standard library
RUN python -m compileall -q --invalidation-mode unchecked-hash -x '/(ensurepip|idlelib|lib2to3|pydoc_data|site-packages|test|tkinter|turtledemo)/' /usr/local/lib/python3.12
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    xargs dpkg -s < /tmp/runtime-packages > /dev/null 2>&1 \
 || { apt-get update && xargs apt-get install -y --no-install-recommends --no-upgrade < /tmp/runtime-packages && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /etc/mime.types /etc/mime.types
COPY pyproject.toml poetry.lock poetry.toml ./
COPY --from=build /app/.venv /app/.venv
COPY . .
CMD ["/app/.venv/bin/gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
