FROM python:3.12 AS build
ENV VENV=/opt/venv
ENV UV_PROJECT_ENVIRONMENT=$VENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
RUN pip install --no-cache-dir uv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-install-project --no-dev
# neither the installer nor tests that no module imports are needed any more
RUN cd /opt/venv/lib/python3*/site-packages \
 && rm -rf pip pip-*.dist-info /opt/venv/bin/pip* \
 && for tests in $(find . -type d \( -name test -o -name tests \) -prune); do \
      grep -rqE --include='*.py' --exclude-dir="${tests##*/}" "^\s*((from|import) .*)?\b${tests##*/}\b" "${tests%/*}" || rm -rf "$tests"; \
    done
# what only debuggers read
RUN find /opt/venv -type f -name '*.so*' ! -path '*.libs/*' | while read -r so; do \
      strip --strip-unneeded -o /tmp/stripped "$so" 2>/dev/null && ldd /tmp/stripped > /dev/null 2>&1 && cat /tmp/stripped > "$so"; \
    done || true
# the packages that hold the shared libraries of what was built
RUN find /opt/venv -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

FROM python:3.12-slim
ENV VENV=/opt/venv
ENV UV_PROJECT_ENVIRONMENT=$VENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
# slim images have no bytecode: without it each start compiles the standard library
RUN python -m compileall -q --invalidation-mode unchecked-hash -x '/(ensurepip|idlelib|lib2to3|pydoc_data|site-packages|test|tkinter|turtledemo)/' /usr/local/lib/python3.12
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    xargs dpkg -s < /tmp/runtime-packages > /dev/null 2>&1 \
 || { apt-get update && xargs apt-get install -y --no-install-recommends --no-upgrade < /tmp/runtime-packages && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /etc/mime.types /etc/mime.types
COPY --from=build /opt/venv /opt/venv
COPY pyproject.toml uv.lock ./
COPY . .
CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
