FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ruby-full && rm -rf /var/lib/apt/lists/*
RUN gem install bundler -v 2.4.22
