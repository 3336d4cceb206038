FROM debian:bookworm-slim
RUN (apt-get update && apt-get install -y --no-install-recommends bc) && (cd /opt && mkdir app)
