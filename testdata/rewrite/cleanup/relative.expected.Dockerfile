FROM debian:bookworm-slim
WORKDIR /srv
RUN mkdir work && cp /etc/os-release work && cat work/os-release > os.txt && rm -rf work
