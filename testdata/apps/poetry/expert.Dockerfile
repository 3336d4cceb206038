FROM python:3.11 AS build

WORKDIR /app

# Poetry has a place of its own: what it needs itself is not what the app needs.
RUN python -m venv /opt/poetry && /opt/poetry/bin/pip install --no-cache-dir poetry==1.4.2

COPY pyproject.toml poetry.lock ./
RUN /opt/poetry/bin/poetry export --only main --output requirements.txt \
    && pip install --no-cache-dir --no-deps -r requirements.txt
# the package itself is only a path and a script: the sources may come later
RUN install -D /dev/null bookshelf/__init__.py \
    && pip install --no-cache-dir --no-deps -e . \
    && pip uninstall -y pip setuptools wheel \
    && python -m compileall -q -f --invalidation-mode unchecked-hash /usr/local/lib/python3.11/site-packages


FROM python:3.11-slim

# Started without it, Python compiles its library each time.
RUN python -m compileall -q --invalidation-mode unchecked-hash \
    -x '/(site-packages|ensurepip|idlelib|lib2to3|pydoc_data|tkinter|turtledemo)/' /usr/local/lib/python3.11
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g root -m 775 /app /app/data
COPY --from=build /etc/mime.types /etc/

WORKDIR /app

COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin/uvicorn /usr/local/bin/bookshelf-export /usr/local/bin/
COPY . .

EXPOSE 8000

USER 10001:10001

CMD ["uvicorn", "bookshelf.main:app", "--host", "0.0.0.0", "--port", "8000"]
