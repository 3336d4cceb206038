FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bc

# ---------------- end of packages ----------------

RUN apt-get clean && rm -rf /var/lib/apt/lists/*
