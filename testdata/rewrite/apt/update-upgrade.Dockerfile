FROM ubuntu:jammy
RUN apt-get update -y && apt-get upgrade -y && apt-get install -y wget
WORKDIR /opt
