FROM debian:bookworm-slim
RUN sudo -u www-data touch /tmp/x && sudo -E env
