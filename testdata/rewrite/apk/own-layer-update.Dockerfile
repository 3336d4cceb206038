FROM alpine:3.17
RUN apk update
RUN apk add nginx
RUN rm -rf /var/cache/apk/*
CMD ["nginx", "-g", "daemon off;"]
