FROM debian:bookworm-slim
COPY . /build
RUN apt-get update && apt-get install -y --no-install-recommends make
RUN /build/install-deps.sh
