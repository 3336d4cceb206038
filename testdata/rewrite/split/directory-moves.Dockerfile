FROM debian:bookworm-slim
WORKDIR /work
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev curl ca-certificates && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /opt/app && cd /opt && curl -fsSL -o app.tar.gz https://example.com/app.tar.gz && tar xzf app.tar.gz -C app && rm app.tar.gz
RUN (cd /opt/app && gcc -o run main.c)
CMD ["/opt/app/run"]
