FROM golang:alpine
RUN apk add --no-cache git ca-certificates && update-ca-certificates
COPY . /go/src/app
WORKDIR /go/src/app
RUN go install
ENTRYPOINT ["/go/bin/app"]
