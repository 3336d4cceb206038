FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
     libpq5 \
     gettext-base \
  && apt-get clean \
  && rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*
