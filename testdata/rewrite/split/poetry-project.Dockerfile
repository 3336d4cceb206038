FROM python:3.11
RUN pip install poetry
ENV POETRY_VIRTUALENVS_CREATE=false
COPY . /code
WORKDIR /code
RUN poetry install --no-interaction
CMD ["python", "-m", "shop"]
