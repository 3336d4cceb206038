FROM alpine:3.20
ADD https://example.org/config.json /etc/app/config.json
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/data.bin /data.bin
