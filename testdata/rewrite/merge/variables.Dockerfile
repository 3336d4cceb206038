FROM alpine:3.20
ARG EXTRA=""
RUN apk add --no-cache bash
RUN apk add --no-cache $EXTRA curl=8.9.1-r2
