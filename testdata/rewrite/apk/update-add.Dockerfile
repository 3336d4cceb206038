FROM alpine:3.19
RUN apk update && apk add bash curl
CMD ["bash"]
