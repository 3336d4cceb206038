FROM alpine:3.20
CMD ["bash"]
RUN apk add --no-cache bash \

