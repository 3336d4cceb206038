FROM python:3.12-slim
ENV FLASK_ENV=production
# the real one
CMD ["gunicorn", "app:app"]
