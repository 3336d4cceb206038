FROM python:3.11 AS build
WORKDIR /app
RUN pip install --no-cache-dir poetry && poetry config virtualenvs.create false
# what the project depends on: installed again when the manifest changes, not with every change of a source
COPY pyproject.toml poetry.lock ./
RUN poetry install --no-interaction --no-root
# what ships of it
RUN cd / && mkdir /products/ && cp -a --parents /usr/local/lib/python3.11/site-packages /usr/local/bin /products/
# tools of those who write the app, with all that only they require, and what the base has itself
RUN --mount=type=bind,from=python:3.11-slim,source=/usr/local/lib/python3.11/site-packages,target=/base \
    python - <<'END' && find /products/usr/local/lib/python3.11/site-packages -type d -empty -delete || true
import re
from importlib.metadata import distributions
def name(text): return re.sub("[-_.]+", "-", re.split(r"[^\w.-]", text)[0]).lower()
here = {name(d.metadata["Name"]): d for d in distributions(path=["/products/usr/local/lib/python3.11/site-packages"])}
needs = {one: {name(text) for text in d.requires or () if "extra ==" not in text} for one, d in here.items()}
tools, gone = {"poetry"}, {"poetry"}
kept = {"pip"}
for _ in needs:
    asked = tools.union(*(needs.get(one, ()) for one in gone)) & needs.keys() - kept
    gone |= {one for one in asked if not any(one in needs[other] for other in needs.keys() - gone - {one})}
base = {name(d.metadata["Name"]): d for d in distributions(path=["/base"])}
gone |= {one for one in base.keys() & needs.keys() if base[one].version == here[one].version} | {"pip"}
for file in (file.locate() for one in gone & needs.keys() for file in here[one].files or ()):
    for path in (file, *file.parent.glob(f"__pycache__/{file.stem}.*")): path.unlink(missing_ok=True)
END
# tests that no module imports need not be copied
RUN cd /products/usr/local/lib/python3.11/site-packages \
 && for tests in $(find . -type d \( -name test -o -name tests \) -prune); do \
      grep -rqE --include='*.py' --exclude-dir="${tests##*/}" "^\s*((from|import) .*)?\b${tests##*/}\b" "${tests%/*}" || rm -rf "$tests"; \
    done
# what only debuggers read
RUN find /products/usr/local/lib/python3.11/site-packages -type f -name '*.so*' ! -path '*.libs/*' | while read -r so; do \
      strip --strip-unneeded -o /tmp/stripped "$so" 2>/dev/null && ldd /tmp/stripped > /dev/null 2>&1 && cat /tmp/stripped > "$so"; \
    done || true
# the packages that hold the shared libraries of what was built
RUN find /products/usr/local/lib/python3.11/site-packages /products/usr/local/bin -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages
COPY . .
RUN poetry install --no-interaction
# the project itself: where it lies, and its scripts
RUN mkdir /project/ && cd / \
 && find usr/local/lib/python3.11/site-packages usr/local/bin ! -type d -newer /products/ ! -name '*.pyc' | xargs -r cp -a --parents -t /project/

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
CMD ["uvicorn", "app:app"]
