FROM debian:bookworm AS build

RUN apt-get update && apt-get install -y --no-install-recommends \
    build-essential \
    cmake \
    git \
    pkg-config \
    libsqlite3-dev \
    zlib1g-dev

COPY . /usr/src/kvd
WORKDIR /usr/src/kvd/build

RUN cmake -DCMAKE_BUILD_TYPE=Release ..
RUN make
RUN make install/strip


FROM debian:bookworm-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends libsqlite3-0 zlib1g \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --no-log-init --uid 10001 --user-group --create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /var/lib/kvd

COPY --from=build /usr/local/bin/kvd /usr/local/bin/
COPY --from=build /usr/local/lib/libkv.so.1.1 /usr/local/lib/
COPY --from=build /usr/local/share/kvd /usr/local/share/kvd
# libkv.so.1 is found by the linker's cache only
RUN ldconfig

WORKDIR /var/lib/kvd

EXPOSE 7000

USER 10001:10001

ENTRYPOINT ["kvd"]
CMD ["--file", "/var/lib/kvd/kv.sqlite"]
