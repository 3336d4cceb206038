FROM golang:1.22 AS builder
WORKDIR /go/src/app
COPY . .
RUN apt-get update && apt-get install -y git
RUN CGO_ENABLED=0 go build -o /bin/app ./cmd/app

FROM alpine:latest
RUN apk --no-cache add ca-certificates
WORKDIR /root/
COPY --from=builder /bin/app .
CMD ["./app"]
