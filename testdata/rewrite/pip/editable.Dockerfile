FROM python:3.9
ADD . /code
WORKDIR /code
RUN pip install -e ".[dev]"
