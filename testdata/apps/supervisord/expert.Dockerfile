FROM debian:bookworm AS build

RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip

WORKDIR /app
COPY requirements.txt ./
RUN pip3 install --no-cache-dir --break-system-packages -r requirements.txt \
    && python3 -m compileall -q -f --invalidation-mode unchecked-hash /usr/local/lib/python3.11/dist-packages


FROM debian:bookworm-slim

ENV DEBIAN_FRONTEND noninteractive

RUN apt-get update \
    && apt-get install -y --no-install-recommends supervisor redis-server python3 \
    && rm -rf /var/lib/apt/lists/*

RUN mkdir -p /var/log/supervisor /app

COPY supervisord.conf /etc/supervisor/conf.d/supervisord.conf

COPY --from=build /usr/local/lib/python3.11/dist-packages /usr/local/lib/python3.11/dist-packages
COPY --from=build /usr/local/bin/flask /usr/local/bin/waitress-serve /usr/local/bin/
COPY . /app
WORKDIR /app

EXPOSE 8000
CMD ["/usr/bin/supervisord", "-c", "/etc/supervisor/supervisord.conf"]
