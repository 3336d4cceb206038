FROM debian:bookworm-slim
RUN mkdir /build && cd /build && cp /etc/os-release . && rm -rf /build
