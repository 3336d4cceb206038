FROM python:3.12-alpine
ENV HOME=/var/lib/desk
RUN mkdir -p /var/lib/desk /var/log/desk
COPY . /srv/desk
WORKDIR /srv/desk
VOLUME ["/var/lib/desk"]
EXPOSE 80
CMD ["python", "desk.py"]
