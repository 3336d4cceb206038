FROM debian:bookworm-slim
RUN sh -c 'apt-get update && apt-get install -y --no-install-recommends bc'
