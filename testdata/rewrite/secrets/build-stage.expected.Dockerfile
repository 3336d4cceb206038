FROM golang:1 AS build
ARG GITHUB_TOKEN
WORKDIR /src
COPY . .
RUN git config --global url."https://$GITHUB_TOKEN@github.com/".insteadOf "https://github.com/" && go build -o /app .
FROM debian:bookworm-slim
COPY --from=build /app /app
CMD ["/app"]
