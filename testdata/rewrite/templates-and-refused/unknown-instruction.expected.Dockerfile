FROM alpine:3.20
INSTALL bash
