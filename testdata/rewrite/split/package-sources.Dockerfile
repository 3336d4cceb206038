FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev gnupg && rm -rf /var/lib/apt/lists/*
RUN echo "deb https://packages.example.com stable main" > /etc/apt/sources.list.d/example.list
COPY main.c /src/
RUN gcc -o /usr/local/bin/main /src/main.c
CMD ["main"]
