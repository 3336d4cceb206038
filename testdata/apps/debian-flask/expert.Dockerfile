FROM debian:bookworm AS build

RUN apt-get update && apt-get install -y --no-install-recommends \
    python3 \
    python3-pip \
    python3-dev \
    build-essential \
    libxml2-dev \
    libxslt1-dev \
    libffi-dev \
    libssl-dev \
    zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.txt /app/
WORKDIR /app

RUN pip3 install --break-system-packages --no-cache-dir --no-compile -r requirements.txt \
    && cd /usr/local/lib/python3.11/dist-packages \
    && find . -depth -type d \( -name tests -o -name test \) -exec rm -rf {} + \
    && find . -type f \( -name '*.h' -o -name '*.c' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.a' \) -delete \
    && find . -name '*.so' -not -path '*.libs/*' -exec strip --strip-unneeded {} + \
    && strip --strip-unneeded /usr/local/bin/uwsgi \
    && python3 -m compileall -q -f --invalidation-mode unchecked-hash .

FROM debian:bookworm-slim

# uwsgi is linked against libpython3.11; lxml's wheel brings its own libxml2 and libxslt
RUN apt-get update && apt-get install -y --no-install-recommends \
    ca-certificates \
    libpython3.11 \
    media-types \
    python3 \
    tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 app \
    && useradd --uid 10001 --gid 10001 --no-log-init --create-home --shell /usr/sbin/nologin app

COPY --from=build /usr/local/lib/python3.11/dist-packages /usr/local/lib/python3.11/dist-packages
COPY --from=build /usr/local/bin/flask /usr/local/bin/uwsgi /usr/local/bin/

WORKDIR /app
RUN chown 10001:10001 .
COPY . /app

EXPOSE 5000

USER 10001:10001
ENTRYPOINT ["uwsgi"]
CMD ["--ini", "uwsgi.ini"]
