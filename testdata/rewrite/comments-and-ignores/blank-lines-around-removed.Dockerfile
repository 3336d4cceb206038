FROM alpine:3.20

# update the index
RUN apk update

# tools
RUN apk add bash

# clean up
RUN rm -rf /var/cache/apk/*

CMD ["bash"]
