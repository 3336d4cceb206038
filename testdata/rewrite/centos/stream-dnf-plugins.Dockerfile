FROM quay.io/centos/centos:stream9
RUN dnf install -y dnf-plugins-core epel-release && \
    dnf config-manager --set-enabled crb && \
    dnf install -y ninja-build
