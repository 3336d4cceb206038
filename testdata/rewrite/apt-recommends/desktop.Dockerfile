FROM ubuntu:22.04
RUN apt-get update && apt-get install -y xfce4 tightvncserver && rm -rf /var/lib/apt/lists/*
