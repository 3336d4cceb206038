FROM ubuntu:22.04
LABEL org.opencontainers.image.authors="Erika Mustermann"

RUN apt-get update && \
    apt-get install -y --no-install-recommends \
        ca-certificates \
        curl \
        git \
        openssh-client \
        patch && \
    rm -rf /var/lib/apt/lists/*
COPY . /app
CMD /app/start.sh
