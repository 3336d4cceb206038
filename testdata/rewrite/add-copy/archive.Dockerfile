FROM debian:bookworm-slim
ADD rootfs.tar.xz /
ADD app.tar.gz /opt/
CMD ["/opt/app/bin/start"]
