ARG BASE
FROM ${BASE}
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates openssh-client patch \
    && rm -rf /var/lib/apt/lists/*
WORKDIR app
CMD /start
