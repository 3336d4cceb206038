FROM alpine:3.20 AS base
RUN apk add --no-cache bash
COPY . /srv
FROM base
CMD ["bash"]
