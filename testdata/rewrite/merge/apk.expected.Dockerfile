FROM alpine:3.20
RUN apk add --no-cache bash curl
RUN apk add --no-cache --virtual .build gcc
CMD ["bash"]
