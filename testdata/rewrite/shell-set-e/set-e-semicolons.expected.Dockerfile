FROM debian:bookworm-slim
RUN set -e; \
  apt-get update; \
  apt-get install -y --no-install-recommends xz-utils; \
  rm -rf /var/lib/apt/lists/*; \
  tar --version
CMD ["bash"]
