FROM golang:1.22 AS BUILD
WORKDIR /src
COPY . .
RUN go build -o /app

FROM BUILD AS Test
RUN go test ./...

FROM alpine:3.20
COPY --from=BUILD /app /app
RUN --mount=type=bind,from=Test,source=/src,target=/src true
