FROM alpine:3.20
ENV PACKAGES="bash curl"
RUN apk add $PACKAGES
