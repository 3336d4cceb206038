FROM python:3.11
WORKDIR /app
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /app
COPY . .
RUN --mount=type=secret,id=API_KEY \
    export API_KEY="$(cat /run/secrets/API_KEY 2>/dev/null || true)" \
    && pip install --no-cache-dir -r requirements.txt && python fetch.py
ENV HOME=/home/app
USER 10001:10001
CMD ["python", "app.py"]
