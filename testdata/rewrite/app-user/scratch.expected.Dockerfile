FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /server .

FROM scratch
COPY <<EOF /etc/passwd
app:x:10001:10001::/:/sbin/nologin
EOF
COPY <<EOF /etc/group
app:x:10001:
EOF
COPY --from=build /server /server
EXPOSE 8080
USER 10001:10001
ENTRYPOINT ["/server"]
