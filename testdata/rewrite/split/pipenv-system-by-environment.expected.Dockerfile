FROM python:3.12 AS build
ENV PIPENV_SYSTEM=1
WORKDIR /app
RUN pip install --no-cache-dir pipenv
COPY Pipfile Pipfile.lock ./
RUN pipenv install --deploy
# tools of those who write the app, with all that only they require, and what the base has itself
RUN --mount=type=bind,from=python:3.12-slim,source=/usr/local/lib/python3.12/site-packages,target=/base \
    python - <<'END' && find /usr/local/lib/python3.12/site-packages -type d -empty -delete || true
import re
from importlib.metadata import distributions
def name(text): return re.sub("[-_.]+", "-", re.split(r"[^\w.-]", text)[0]).lower()
here = {name(d.metadata["Name"]): d for d in distributions()}
needs = {one: {name(text) for text in d.requires or () if "extra ==" not in text} for one, d in here.items()}
tools, gone = {"pipenv"}, {"pipenv"}
kept = {"flask", "gunicorn", "pip"}
for _ in needs:
    asked = tools.union(*(needs.get(one, ()) for one in gone)) & needs.keys() - kept
    gone |= {one for one in asked if not any(one in needs[other] for other in needs.keys() - gone - {one})}
base = {name(d.metadata["Name"]): d for d in distributions(path=["/base"])}
gone |= {one for one in base.keys() & needs.keys() if base[one].version == here[one].version} | {"pip"}
for file in (file.locate() for one in gone & needs.keys() for file in here[one].files or ()):
    for path in (file, *file.parent.glob(f"__pycache__/{file.stem}.*")): path.unlink(missing_ok=True)
END
# tests that no module imports need not be copied
RUN cd /usr/local/lib/python3.12/site-packages \
 && for tests in $(find . -type d \( -name test -o -name tests \) -prune); do \
      grep -rqE --include='*.py' --exclude-dir="${tests##*/}" "^\s*((from|import) .*)?\b${tests##*/}\b" "${tests%/*}" || rm -rf "$tests"; \
    done
# what only debuggers read
RUN find /usr/local/lib/python3.12/site-packages -type f -name '*.so*' ! -path '*.libs/*' | while read -r so; do \
      strip --strip-unneeded -o /tmp/stripped "$so" 2>/dev/null && ldd /tmp/stripped > /dev/null 2>&1 && cat /tmp/stripped > "$so"; \
    done || true
# the packages that hold the shared libraries of what was built
RUN find /usr/local/lib/python3.12/site-packages /usr/local/bin -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

FROM python:3.12-slim
ENV PIPENV_SYSTEM=1
WORKDIR /app
# slim images have no bytecode: without it each start compiles the standard library
RUN python -m compileall -q --invalidation-mode unchecked-hash -x '/(ensurepip|idlelib|lib2to3|pydoc_data|site-packages|test|tkinter|turtledemo)/' /usr/local/lib/python3.12
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    xargs dpkg -s < /tmp/runtime-packages > /dev/null 2>&1 \
 || { apt-get update && xargs apt-get install -y --no-install-recommends --no-upgrade < /tmp/runtime-packages && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /etc/mime.types /etc/mime.types
COPY --from=build /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages
COPY --from=build /usr/local/bin /usr/local/bin
COPY Pipfile Pipfile.lock ./
COPY . .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
