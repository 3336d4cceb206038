FROM ubuntu:24.04
RUN apt update && apt upgrade -y && apt install -y tzdata && apt autoremove -y && apt clean
