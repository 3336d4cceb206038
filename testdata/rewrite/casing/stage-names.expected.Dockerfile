FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN go build -o /app

FROM build AS test
RUN go test ./...

FROM alpine:3.20
COPY --from=build /app /app
RUN --mount=type=bind,from=test,source=/src,target=/src true
