FROM python:3.11 AS build
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt \
    && pip uninstall -y pip setuptools wheel \
    && python -m compileall -q -f --invalidation-mode unchecked-hash /usr/local/lib/python3.11/site-packages


FROM python:3.11-slim
# Started without it, Python compiles its library each time.
RUN python -m compileall -q --invalidation-mode unchecked-hash \
    -x '/(site-packages|ensurepip|idlelib|lib2to3|pydoc_data|tkinter|turtledemo)/' /usr/local/lib/python3.11
# GitPython calls git
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /app
COPY --from=build /etc/mime.types /etc/
WORKDIR /app
COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin/flask /usr/local/bin/gunicorn /usr/local/bin/
COPY . .
EXPOSE 8000
USER 10001:10001
CMD ["gunicorn", "-b", "0.0.0.0:8000", "history:app"]
