FROM alpine:3.20

# tools
RUN apk add --no-cache bash

CMD ["bash"]
