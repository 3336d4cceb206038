FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y `# base` \
      git \
      unzip \
    && rm -rf /var/lib/apt/lists/*
