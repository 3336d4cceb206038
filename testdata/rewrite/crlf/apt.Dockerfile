FROM ubuntu:22.04
MAINTAINER Erika Mustermann

RUN apt-get update && \
    apt-get install -y \
        curl \
        git
ADD . /app
CMD /app/start.sh
