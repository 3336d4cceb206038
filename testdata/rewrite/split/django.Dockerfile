FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc gettext libpq-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /code
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN python manage.py compilemessages && python manage.py collectstatic --noinput
CMD ["gunicorn", "site.wsgi"]
