FROM rust:1.79-slim
RUN apt-get update && apt-get install -y pkg-config libssl-dev
WORKDIR /usr/src/app
COPY . .
RUN cargo install --path .
CMD app serve
