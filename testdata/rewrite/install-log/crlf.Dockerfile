FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends cron && rm -rf /var/lib/apt/lists/*
COPY . .
RUN ./setup.sh
CMD ["cron", "-f"]