FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc make libc6-dev && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN cd /src && ./configure --prefix=/usr && make && make install
CMD ["server"]
