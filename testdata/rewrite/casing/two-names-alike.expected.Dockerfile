FROM alpine:3.20 AS Base
FROM alpine:3.19 AS base
COPY --from=base /etc/alpine-release /other
