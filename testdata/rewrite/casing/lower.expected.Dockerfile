from alpine:3.20
run apk add --no-cache bash
label org.opencontainers.image.authors="erika@example.com"
copy . /srv
cmd ["bash"]
