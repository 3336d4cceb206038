FROM debian:bookworm-slim
COPY setup.sh /tmp/setup.sh
RUN apt-get update
RUN bash /tmp/setup.sh
