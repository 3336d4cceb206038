FROM debian:bookworm-slim
RUN apt-get update \
    # tools
    && apt-get install -y --no-install-recommends \
        # for archives
        xz-utils \
        # for the weather
        curl \
    # that's all
    && echo done
