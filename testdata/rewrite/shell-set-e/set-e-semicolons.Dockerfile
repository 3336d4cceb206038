FROM debian:bookworm-slim
RUN set -e; \
  apt-get update; \
  apt-get install -y --no-install-recommends xz-utils; \
  tar --version
CMD ["bash"]
