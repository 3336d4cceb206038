FROM debian:bookworm-slim
RUN --mount=type=secret,id=API_KEY,required=true \
    export API_KEY="$(cat /run/secrets/API_KEY)" \
 && ./fetch --key $API_KEY \
 && make
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app
ENV HOME=/home/app
USER 10001:10001
CMD ["./run"]
