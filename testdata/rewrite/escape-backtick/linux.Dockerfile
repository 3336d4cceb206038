# escape=`
FROM debian:bookworm-slim
RUN apt-get update && `
    apt-get install -y --no-install-recommends `
        xz-utils
ENV GREETING hello world
