FROM python:3.12-slim
WORKDIR /app
RUN mkdir -p /data
RUN pip install --no-cache-dir datasette==0.65.1
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /data /app
VOLUME /data
EXPOSE 8001
ENV HOME=/home/app
USER 10001:10001
CMD ["datasette", "serve", "/data", "--host", "0.0.0.0"]
