# escape=\
FROM debian:bookworm-slim
ARG VERSION=1
RUN --mount=type=secret,id=B_PASSWORD,required=true --mount=type=secret,id=A_TOKEN,required=true <<EOF
export B_PASSWORD="$(cat /run/secrets/B_PASSWORD)"
export A_TOKEN="$(cat /run/secrets/A_TOKEN)"
set -e
./login --token "$A_TOKEN" --password "$B_PASSWORD"
./fetch $VERSION
EOF
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app
ENV HOME=/home/app
USER 10001:10001
CMD ["./run"]
