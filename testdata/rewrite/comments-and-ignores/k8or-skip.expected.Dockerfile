# k8or skip=apt-recommends,maintainer
FROM debian:bookworm-slim
MAINTAINER erika@example.com
RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
