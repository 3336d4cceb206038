FROM fedora:40
RUN dnf -y install git
RUN dnf -y install make gcc
RUN dnf clean all
