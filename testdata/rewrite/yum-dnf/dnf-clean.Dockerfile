FROM rockylinux:9
RUN dnf -y install --setopt=install_weak_deps=False --nodocs nodejs && dnf clean all
