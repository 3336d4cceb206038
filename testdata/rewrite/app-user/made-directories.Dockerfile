FROM python:3.12-alpine
ENV DATA=/srv/data
RUN mkdir -p $DATA /var/log/desk /opt/tool && touch /opt/tool/here
WORKDIR /srv/desk
COPY app.py .
RUN mkdir reports
CMD ["python", "app.py"]
