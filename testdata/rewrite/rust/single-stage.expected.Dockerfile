FROM rust:1.79-slim
RUN apt-get update && apt-get install -y --no-install-recommends pkg-config libssl-dev bzip2 xz-utils \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /usr/src/app
COPY . .
RUN cargo install --path .
CMD ["app", "serve"]
