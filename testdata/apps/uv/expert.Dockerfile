FROM python:3.11 AS build

RUN pip install --no-cache-dir uv==0.8.17

WORKDIR /app
COPY pyproject.toml ./
RUN uv sync --no-cache --no-dev --no-install-project \
    && python -m compileall -q -f --invalidation-mode unchecked-hash .venv/lib


FROM python:3.11-slim

# Started without it, Python compiles its library each time.
RUN python -m compileall -q --invalidation-mode unchecked-hash \
    -x '/(site-packages|ensurepip|idlelib|lib2to3|pydoc_data|tkinter|turtledemo)/' /usr/local/lib/python3.11
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /app
COPY --from=build /etc/mime.types /etc/

WORKDIR /app
COPY --from=build /app/.venv /app/.venv
COPY . /app

ENV PATH="/app/.venv/bin:$PATH"
ENV PYTHONUNBUFFERED=1
EXPOSE 8080
USER 10001:10001
CMD ["uvicorn", "thermo.app:app", "--host", "0.0.0.0", "--port", "8080"]
