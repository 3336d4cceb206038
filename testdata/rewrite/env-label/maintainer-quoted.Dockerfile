FROM alpine:3.20
MAINTAINER "Erika Mustermann"
