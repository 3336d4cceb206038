FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bc && rm -rf /var/lib/apt/lists/*
# for the tests
RUN apt-get update && apt-get install -y --no-install-recommends dc && rm -rf /var/lib/apt/lists/*
