FROM ubuntu:22.04
RUN apt-get update && for p in jq bc dc; do apt-get install -y $p; done
