FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf,required=true pip install --no-cache-dir -r requirements.txt
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /app
COPY app.py .
ENV HOME=/home/app
USER 10001:10001
CMD ["python", "app.py"]
