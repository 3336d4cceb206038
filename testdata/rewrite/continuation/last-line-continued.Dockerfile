FROM alpine:3.20
CMD ["bash"]
RUN apk update && \
    apk add bash \

