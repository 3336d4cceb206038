FROM alpine:3.20
RUN apk -U add redis
