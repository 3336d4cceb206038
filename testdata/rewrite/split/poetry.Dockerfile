FROM python:3.11
WORKDIR /app
RUN pip install poetry && poetry config virtualenvs.create false
COPY . .
RUN poetry install --no-interaction
CMD ["uvicorn", "app:app"]
