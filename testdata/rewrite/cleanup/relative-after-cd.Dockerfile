FROM debian:bookworm-slim
WORKDIR /srv
RUN cd /opt && mkdir -p work/out && cp /etc/os-release work/out
RUN rm -rf work
