FROM python:3.8-alpine
LABEL maintainer "erika@example.com"
RUN apk update && apk add gcc libc-dev libffi-dev
COPY ./requirements.txt /requirements.txt
RUN pip install -r /requirements.txt
COPY . /app
WORKDIR app
EXPOSE 5000
ENTRYPOINT ["python3"]
CMD ["app.py"]
