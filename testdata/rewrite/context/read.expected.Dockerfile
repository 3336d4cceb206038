FROM python:3.12-slim AS test
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir .[test]
RUN pytest tests

FROM python:3.12-slim
WORKDIR /app
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /app
COPY . .
RUN pip install --no-cache-dir .
ENV HOME=/home/app
USER 10001:10001
CMD ["app"]
