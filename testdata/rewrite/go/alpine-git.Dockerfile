FROM golang:alpine
RUN apk update && apk add --no-cache git ca-certificates && update-ca-certificates
ADD . /go/src/app
WORKDIR /go/src/app
RUN go install
ENTRYPOINT /go/bin/app
