FROM debian:bookworm-slim
RUN apt-get update                          \
 && apt-get install -y --no-install-recommends \
        ca-certificates                     \
        git                                 \
        openssh-client                      \
        patch                               \
        unzip                               \
 && rm -rf /var/lib/apt/lists/*             \
 && true
