FROM alpine:3.20
RUN apk add --update ca-certificates && \
    case "$(apk --print-arch)" in \
      x86_64) ARCH=amd64 ;; \
      aarch64) ARCH=arm64 ;; \
    esac && \
    wget -O /usr/local/bin/tool "https://example.org/tool-$ARCH"
