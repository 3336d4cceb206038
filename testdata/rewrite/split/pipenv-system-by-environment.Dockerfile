FROM python:3.12
ENV PIPENV_SYSTEM=1
WORKDIR /app
RUN pip install pipenv
COPY Pipfile Pipfile.lock ./
RUN pipenv install --deploy
COPY . .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
