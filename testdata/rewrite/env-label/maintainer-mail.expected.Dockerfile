FROM alpine:3.20
# who to ask
LABEL org.opencontainers.image.authors="erika@example.com, jan@example.com"
