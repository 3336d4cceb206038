FROM debian:bookworm-slim
ENV DEBIAN_FRONTEND=noninteractive
ENV LANG=C.UTF-8
ENV APP_NAME="my shop"
LABEL version=1.2
ENV PATH=/opt/app/bin:$PATH
