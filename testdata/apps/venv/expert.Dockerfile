FROM python:3.11 AS build

RUN python -m venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH"

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt \
    && pip uninstall -y pip setuptools \
    && python -m compileall -q -f --invalidation-mode unchecked-hash /opt/venv/lib


FROM python:3.11-slim

# Started without it, Python compiles its library each time.
RUN python -m compileall -q --invalidation-mode unchecked-hash \
    -x '/(site-packages|ensurepip|idlelib|lib2to3|pydoc_data|tkinter|turtledemo)/' /usr/local/lib/python3.11
# psycopg2 is linked with libpq
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpq5 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /app
COPY --from=build /etc/mime.types /etc/

ENV PATH="/opt/venv/bin:$PATH"

WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY . .

EXPOSE 8888
USER 10001:10001
CMD ["python", "server.py"]
