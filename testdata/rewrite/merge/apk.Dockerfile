FROM alpine:3.20
RUN apk add bash
RUN apk add --update curl
RUN apk add --no-cache --virtual .build gcc
CMD ["bash"]
