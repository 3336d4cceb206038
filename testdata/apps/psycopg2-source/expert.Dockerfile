FROM python:3.11-slim AS build

ENV PYTHONDONTWRITEBYTECODE 1
ENV PYTHONUNBUFFERED 1

# libc6-dev: gcc only recommends it
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/api
COPY requirements.txt requirements.txt
RUN pip install --no-cache-dir --no-compile -r requirements.txt \
    # what the runtime's base brings itself must not be shipped twice
    && cd /usr/local/lib/python3.11/site-packages \
    && rm -rf pip pip-* setuptools setuptools-* wheel wheel-* pkg_resources _distutils_hack distutils-precedence.pth \
    && find . -depth -type d \( -name tests -o -name test \) -exec rm -rf {} + \
    && find . -name '*.so' -not -path '*.libs/*' -exec strip --strip-unneeded {} + \
    && python -m compileall -q -f --invalidation-mode unchecked-hash .

FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE 1
ENV PYTHONUNBUFFERED 1

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    # the slim base carries no bytecode of the standard library: each start would compile it again
    && python -m compileall -q --invalidation-mode unchecked-hash \
        -x '/(site-packages|idlelib|lib2to3|tkinter|turtledemo|ensurepip|pydoc_data|distutils)/' /usr/local/lib/python3.11 \
    && groupadd --gid 10001 app \
    && useradd --uid 10001 --gid 10001 --no-log-init --create-home --shell /usr/sbin/nologin app

COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=build /usr/local/bin/flask /usr/local/bin/waitress-serve /usr/local/bin/

WORKDIR /srv/api
RUN chown 10001:10001 .
COPY . .

EXPOSE 8080
USER 10001:10001
CMD ["waitress-serve", "--listen=0.0.0.0:8080", "api:app"]
