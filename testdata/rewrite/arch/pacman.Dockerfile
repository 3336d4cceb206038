FROM archlinux:latest
RUN pacman -Syu --noconfirm base-devel git
RUN useradd -m builder
USER builder
WORKDIR /home/builder
CMD bash
