FROM python:3.12-slim
# the development server
CMD ["flask", "run"]
ENV FLASK_ENV=production
# the real one
CMD ["gunicorn", "app:app"]
