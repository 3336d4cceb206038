FROM alpine
RUN apk add --no-cache python3 py3-pip
RUN pip3 install --no-cache-dir --upgrade awscli --break-system-packages
ENTRYPOINT ["aws"]
