FROM python:3.11 AS build

# Pipenv has a place of its own; --python below says where it installs.
RUN python -m venv /opt/pipenv && /opt/pipenv/bin/pip install --no-cache-dir pipenv==2024.4.1

WORKDIR /usr/src/app
COPY Pipfile Pipfile.lock ./

# the Pipfile takes its index from the environment
RUN export PIP_INDEX_URL="$(python -c 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)')" \
    && PIP_NO_CACHE_DIR=1 /opt/pipenv/bin/pipenv --python /usr/local/bin/python install --system --deploy \
    && pip uninstall -y pip setuptools wheel \
    && python -m compileall -q -f --invalidation-mode unchecked-hash /usr/local/lib/python3.11/site-packages


FROM python:3.11-slim

# Started without it, Python compiles its library each time.
RUN python -m compileall -q --invalidation-mode unchecked-hash \
    -x '/(site-packages|ensurepip|idlelib|lib2to3|pydoc_data|tkinter|turtledemo)/' /usr/local/lib/python3.11
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /usr/src/app
COPY --from=build /etc/mime.types /etc/

WORKDIR /usr/src/app
COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin/gunicorn /usr/local/bin/flask /usr/local/bin/
COPY . .

ENV FLASK_ENV=production
EXPOSE 5000
USER 10001:10001
CMD gunicorn --bind 0.0.0.0:5000 --workers 2 wsgi:app
