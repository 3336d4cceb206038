FROM debian:bullseye
RUN echo 'deb http://mirror.example.com/debian bullseye-backports main' > /etc/apt/sources.list.d/backports.list
RUN apt-get update && apt-get install -y -t bullseye-backports golang-go git
