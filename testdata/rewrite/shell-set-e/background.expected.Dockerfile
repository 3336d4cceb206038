FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends redis-server && redis-server & sleep 2; redis-cli ping
