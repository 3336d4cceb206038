# a library that is installed on one platform only: nobody can tell whether the runtime is to have it
FROM debian:bookworm-slim
ARG TARGETARCH
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev \
 && if [ "$TARGETARCH" = arm64 ]; then apt-get install -y --no-install-recommends libatomic1; fi \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN gcc -o /usr/local/bin/app app.c
CMD ["app"]
