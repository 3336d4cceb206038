# escape=\
FROM debian:bookworm-slim
ARG A_TOKEN B_PASSWORD VERSION=1
RUN <<EOF
set -e
./login --token "$A_TOKEN" --password "$B_PASSWORD"
./fetch $VERSION
EOF
CMD ["./run"]
