FROM fedora:40
RUN dnf install -y \
    git \
    gcc \
    make \
    && dnf clean all
WORKDIR /src
