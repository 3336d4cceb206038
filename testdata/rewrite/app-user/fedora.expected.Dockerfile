FROM fedora:40
RUN dnf install -y python3 && dnf clean all
WORKDIR /app
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /app
COPY app.py .
ENV HOME=/home/app
USER 10001:10001
CMD ["python3", "app.py"]
