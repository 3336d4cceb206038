FROM alpine:3.17
RUN apk update
RUN apk add --no-cache nginx
CMD ["nginx", "-g", "daemon off;"]
