# A tool
#
# Build: docker build -t tool .

# base
FROM alpine:3.20

# ---------- packages ----------
RUN apk add --no-cache \
    # a shell
    bash

# ---------- files ----------
COPY tool /usr/local/bin/tool

# that's it
ENTRYPOINT ["tool"]
