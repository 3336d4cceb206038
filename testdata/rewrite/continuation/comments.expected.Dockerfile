FROM debian:bookworm-slim
RUN apt-get update \
    # tools
    && apt-get install -y --no-install-recommends \
        # for archives
        xz-utils \
        # for the weather
        curl \
    && rm -rf /var/lib/apt/lists/* \
    # that's all
    && echo done
