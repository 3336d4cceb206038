FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates openssh-client patch curl python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY . /app
