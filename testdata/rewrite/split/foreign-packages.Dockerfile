FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl gnupg && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /etc/apt/keyrings \
 && curl -fsSL https://packages.example.com/key.asc | gpg --dearmor -o /etc/apt/keyrings/example.gpg \
 && echo "deb [arch=$(dpkg --print-architecture) signed-by=/etc/apt/keyrings/example.gpg] https://packages.example.com/debian bookworm main" > /etc/apt/sources.list.d/example.list
RUN apt-get update && apt-get install -y --no-install-recommends exampled gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY run.c /srv/
RUN gcc -O2 -o /usr/local/bin/run /srv/run.c
CMD ["run", "exampled"]
