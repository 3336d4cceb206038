FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --install-recommends texlive-xetex && rm -rf /var/lib/apt/lists/*
