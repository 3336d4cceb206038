FROM debian:bookworm-slim
ARG WITH_GIT=1
RUN apt-get update && \
    if [ "$WITH_GIT" = "1" ]; then \
      apt-get install -y --no-install-recommends git; \
    fi \
    && rm -rf /var/lib/apt/lists/*
