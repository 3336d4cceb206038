FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /server .

FROM gcr.io/distroless/static-debian12
COPY --from=build /server /
ENV HOME=/home/nonroot
USER 65532:65532
ENTRYPOINT ["/server"]
