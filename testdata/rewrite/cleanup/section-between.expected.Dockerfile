FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bc && rm -rf /var/lib/apt/lists/*

# ---------------- end of packages ----------------

RUN apt-get clean && rm -rf /var/lib/apt/lists/*
