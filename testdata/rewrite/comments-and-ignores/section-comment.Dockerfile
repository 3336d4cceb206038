FROM debian:bookworm-slim

# Install dependencies
RUN apt-get update
RUN apt-get install -y --no-install-recommends bc

# Configuration
COPY app.conf /etc/
