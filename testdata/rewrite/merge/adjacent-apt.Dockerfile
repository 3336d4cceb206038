FROM debian:bookworm-slim
RUN apt-get update
RUN apt-get install -y git
RUN apt-get install -y curl
RUN apt-get install -y python3 python3-venv
COPY . /app
